import { toActor } from '../../domain/people/requester.ts';
import { foreignShares } from '../../domain/rollout/expected.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Aftermath, Decision, Evidence, Signal } from '../../domain/rollout/signal.ts';
import { displayName } from '../../domain/wording.ts';
import { judgeAlarms } from '../alarms/alarms.ts';
import { frozenRefusal, unlessFrozen } from '../restrictions/freeze-gate.ts';
import { type ChangeSince, canPutBackAfterEnd, changesSince, changeWords, watchedEnd } from '../rollback/after-end.ts';
import { acceptObservations } from '../state/accept-observation.ts';
import { accept, addEntry } from '../state/transition.ts';
import { expiredRefusal } from './start.ts';

type Resume = Extract<Signal, { kind: 'resume' }>;

/** Returns the refusal of an answer to a change after the end where there is nothing to answer; null where there is. */
function noAnswer(rollout: Rollout, changes: readonly ChangeSince[]): Decision | null {
  if (changes.length === 0)
    return refuse('not-changed', `Every target is as ${rollout.canary} left it. Nothing was moved.`);
  const unread = changes.filter(({ kind }) => kind === 'unread');
  if (unread.length === 0) return null;
  return refuse('aftermath-unknown', `${changeWords(unread)}. Nothing was moved. Try again in a minute.`);
}

/** Returns the service that a target belongs to by now, where that is another one. */
function otherOwner({ service, targets }: Rollout, { owners }: Aftermath): string | null {
  const others = targets.map(({ name }) => owners[name] ?? service);
  return others.find((owner) => owner !== service) ?? null;
}

function overRefusal({ service }: Rollout): Decision {
  const because = `The rollout is over, and so is the time to answer for a change. Start the version that users are to have: /canary start ${service} <version>.`;
  return refuse('finished', because);
}

/**
 * Promotes the targets of a completed rollout once more, where somebody took their share away since: all users get the version that
 * they had at the end. Every alarm must be known to be quiet, no freeze may be in force, and only what was read right now is overwritten.
 */
export function putBackAfterEnd(rollout: Rollout, signal: Resume, evidence: Evidence, now: number): Decision {
  if (watchedEnd(rollout, now) === null) return overRefusal(rollout);
  const late = expiredRefusal(signal.issuedAt, now);
  if (late !== null) return late;
  const alarms = judgeAlarms(rollout, evidence.alarms);
  if (alarms.kind === 'needs-alarms') return { answer: 'needs-alarms' };
  if (alarms.kind !== 'clear') {
    const why = alarms.kind === 'fires' ? `The alarm ${alarms.name} is firing` : 'Not every alarm is known to be quiet';
    return refuse('alarm-firing', `${why}, so nothing was moved. Try again when all are OK.`);
  }
  const { aftermath } = evidence;
  if (aftermath === undefined) return { answer: 'needs-aftermath' };
  const changes = changesSince(rollout, aftermath);
  const no = noAnswer(rollout, changes);
  if (no !== null) return no;
  const owner = otherOwner(rollout, aftermath);
  if (owner !== null)
    return refuse('target-claimed', `The service ${owner} moves a target of it by now. Nothing was moved.`);
  if (!canPutBackAfterEnd(rollout, changes)) {
    const because = `${changeWords(changes)}. Serin puts back shares only, in a service without environments. Nothing was moved.`;
    return refuse('changed-since', `${because} Start the version that users are to have.`);
  }
  const phase = { status: 'promoting', since: now } as const;
  const { generation } = rollout;
  const again = { ...rollout, phase, generation: generation + 1, intendedAt: now };
  const known = acceptObservations(again, aftermath.targets);
  const putting: Rollout = { ...known, putBack: { since: now, shares: foreignShares(known) } };
  const text = `${displayName(signal.by)} lets Serin put ${rollout.canary} back: ${changeWords(changes)}.`;
  return unlessFrozen(rollout, addEntry(putting, now, text, toActor(signal.by)), evidence.freeze, {
    go: (next) => accept(rollout, next, `Puts ${rollout.canary} back for all users.`),
    stay: (freeze) => frozenRefusal(rollout, freeze),
  });
}

/** Leaves what somebody changed after the end as it is: the rollback window closes, and nobody is asked about it any more. */
export function acceptChange(rollout: Rollout, signal: Resume, { aftermath }: Evidence, now: number): Decision {
  const { phase } = rollout;
  if (phase.status !== 'completed')
    return refuse(
      'not-completed',
      'Accept is the answer to a change after the end of a rollout, and this one is not completed.',
    );
  if (watchedEnd(rollout, now) === null) return overRefusal(rollout);
  if (aftermath === undefined) return { answer: 'needs-aftermath' };
  const changes = changesSince(rollout, aftermath);
  const no = noAnswer(rollout, changes);
  if (no !== null) return no;
  const closed: Rollout = { ...rollout, phase: { status: 'completed', at: phase.at } };
  const text = `${displayName(signal.by)} accepts it: ${changeWords(changes)}. The rollback window is closed.`;
  return accept(rollout, addEntry(closed, now, text, toActor(signal.by)), 'Accepted. The rollback window is closed.');
}
