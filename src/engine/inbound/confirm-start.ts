import type { Reply } from '../../domain/rollout/effect.ts';
import type { Rollout, ServiceRecord } from '../../domain/rollout/record.ts';
import type { ShownStart } from '../../domain/rollout/shown-start.ts';
import type { Draft, Signal } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { joinWithAnd } from '../../domain/wording.ts';
import { preflightChecks } from '../../rollout/preflight/preflight.ts';
import { asksFirst, changesSinceShown, describeStart } from '../../rollout/preflight/shown-start.ts';
import { digestStart } from '../ids.ts';
import type { Named } from './command.ts';
import { info, refusal, replyTo } from './replies.ts';
import { tryStart } from './try-start.ts';

type Start = Named<'start'>;

/** The answer to a start that does not begin yet: a refusal, or what would happen, with the rollout that it shows. */
export interface Unstarted {
  readonly reply: Reply;
  readonly shows: Rollout | null;
}

/** Returns what the person who asks was shown; null where they want it shown, `go` where the start needs no showing. */
function confirmation(command: Start, { confirm, plan }: Service): ShownStart | 'go' | null {
  if (command.via === 'call' || command.confirmed === 'yes') return 'go';
  if (command.confirmed !== undefined) return command.confirmed;
  return confirm === 'never' || asksFirst(plan) ? 'go' : null;
}

/** True for a start that has to be shown to its person before it begins. */
export function asksBeforeStart(command: Start, service: Service): boolean {
  return confirmation(command, service) !== 'go';
}

/** Draws a start that would be accepted, with the button that starts exactly it. @param text the headline */
function showStart(command: Start, draft: Draft, next: Rollout, shown: ShownStart, text: string): Unstarted {
  const { service, label, explicit, force, fix, adopt } = command;
  const wanted = { service, label, explicit, force, adopt, ...(fix === true && { fix }) };
  const reply = info(text, {
    shows: 'preview',
    checks: preflightChecks(draft, next.findings),
    offer: { kind: 'start', ...wanted, confirmed: shown },
  });
  return { reply, shows: next };
}

/**
 * Decides whether a start may begin, or is shown first. A confirmed one begins only as it was shown: the draft that was compared is
 * the one that starts.
 *
 * @returns null when it may begin
 */
export function confirmStart(
  record: ServiceRecord,
  command: Start,
  signal: Extract<Signal, { kind: 'start' }>,
  now: number,
): Unstarted | null {
  const confirmed = confirmation(command, signal.draft.service);
  if (confirmed === 'go') return null;
  const { decision, draft } = tryStart(record, signal, now);
  if (decision.answer !== 'accepted') {
    const findings = decision.answer === 'refused' && decision.code === 'preflight' ? decision.findings : undefined;
    const checks = findings === undefined ? [] : preflightChecks(draft, findings);
    return { reply: { ...replyTo(decision, record.rollout, true), checks }, shows: null };
  }
  const { next } = decision;
  const shown = digestStart(describeStart(draft, record.rollout, next.findings));
  const changes = confirmed === null ? [] : changesSinceShown(confirmed, shown);
  if (confirmed !== null && changes.length === 0) return null;
  const name = `${draft.canary} of ${draft.service.name}`;
  if (confirmed === null) return showStart(command, draft, next, shown, `Start ${name}? Nothing has moved yet.`);
  const because = `${joinWithAnd(changes)} since you were shown it`;
  const { reply, shows } = showStart(command, draft, next, shown, `${name} was not started: ${because}. Look again.`);
  return { reply: refusal('start-changed', reply.text, reply), shows };
}
