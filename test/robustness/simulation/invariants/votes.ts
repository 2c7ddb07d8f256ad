import type { Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { isApproved, type PhaseOf } from '../../../../src/domain/rollout/running-phase.ts';
import type { Invocation } from '../line.ts';
import { MINUTE } from '../setup.ts';
import type { Breach } from './invariants.ts';

type Open = PhaseOf<'awaiting-approval'>;

const ONE_VOTE = 'a vote is given and taken back by its own person';
const WITHDRAWN = 'a withdrawn vote does not count';

const votersIn = ({ approvals }: Open): readonly string[] => approvals.map(({ by }) => by.id);

/** The open approval of a rollout; null while none is open. */
const openIn = (rollout: Rollout | null): Open | null =>
  rollout?.phase.status === 'awaiting-approval' ? rollout.phase : null;

/** Returns who has voted after a save for the approval that was open before it; null where it closed in another way. */
function votersAfter(was: Rollout, before: Open, is: Rollout): readonly string[] | null {
  if (was.id !== is.id) return null;
  const open = openIn(is);
  if (open !== null && is.step === was.step && open.openedAt === before.openedAt) return votersIn(open);
  const given = is.step > was.step ? is.approved?.find(({ step }) => step === was.step) : undefined;
  const isNew = given !== was.approved?.find(({ step }) => step === was.step);
  return isNew ? (given?.by.map(({ id }) => id) ?? null) : null;
}

/**
 * Checks that the votes of an approval change by the command of their own person only, one at a time; a withdrawal of an open approval leaves
 * none of its person, and an approval that is complete keeps its votes.
 */
export function checkVotes(
  before: ServiceRecord | null,
  { rollout: is, seen, outbox }: ServiceRecord,
  by: Invocation | null,
  breach: (breach: Breach) => void,
): void {
  const was = before?.rollout ?? null;
  const open = openIn(was);
  const after = was === null || open === null || is === null ? null : votersAfter(was, open, is);
  if (was === null || open === null || after === null) return;
  const voters = votersIn(open);
  const command = by?.command ?? null;
  const isBy = (name: string, id: string): boolean => command?.name === name && command.by === id;
  const given = after.find((id) => !voters.includes(id) && !isBy('approve', id));
  if (given !== undefined) breach({ invariant: ONE_VOTE, detail: `${given} did not give it` });
  const taken = voters.find((id) => !after.includes(id) && !isBy('withdraw', id));
  if (taken !== undefined) breach({ invariant: ONE_VOTE, detail: `${taken} did not take it back` });
  if (isApproved(was) && after.length < voters.length)
    breach({ invariant: 'a complete approval keeps its votes', detail: after.join(', ') });
  const isDone = seen.length !== before?.seen.length || seen.at(-1)?.key !== before.seen.at(-1)?.key;
  // A button may have been drawn while the approval was just opening.
  const isInTime = command?.saidAt !== undefined && command.saidAt > open.openedAt + MINUTE;
  if (command?.name !== 'withdraw' || !isDone || !isInTime || isApproved(was)) return;
  // Slack could not be asked who the person is, and they are told to try again.
  const isUnasked = outbox.some(({ body }) => body.kind === 'reply' && body.reply.code === 'lookup-failed');
  if (isUnasked) return;
  if (after.includes(command.by)) breach({ invariant: WITHDRAWN, detail: `${command.by} withdrew and still counts` });
}
