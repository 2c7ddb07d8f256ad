import { planOf } from '../../domain/plan/named-plan.ts';
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
type StartSignal = Extract<Signal, { kind: 'start' }>;

/** The answer to a start that does not begin yet: a refusal, or what would happen, with the rollout that it shows. */
export interface Unstarted {
  readonly reply: Reply;
  readonly shows: Rollout | null;
}

/** Returns what the person who asks was shown; null where they want it shown, `go` where the start needs no showing. */
function confirmation(command: Start, service: Service): ShownStart | 'go' | null {
  if (command.via === 'call' || command.confirmed === 'yes' || command.hotfix !== undefined) return 'go';
  if (command.confirmed !== undefined) return command.confirmed;
  return service.confirm === 'never' || asksFirst(planOf(service, command.plan)) ? 'go' : null;
}

/** True for a start that has to be shown to its person before it begins. */
export function asksBeforeStart(command: Start, service: Service): boolean {
  return confirmation(command, service) !== 'go';
}

/** Returns the moment that a start is to be scheduled for, as it was typed. */
function momentOf(command: Start): string | undefined {
  return command.via === 'call' ? undefined : command.startAt;
}

/** Draws a start that would be accepted, with the button that starts exactly it. @param text the headline */
function showStart(command: Start, draft: Draft, next: Rollout, shown: ShownStart, text: string): Unstarted {
  const { service, label, explicit, force, adopt, plan } = command;
  const startAt = momentOf(command);
  const { fix, notes } = draft;
  const options = {
    ...(plan !== undefined && { plan }),
    ...(fix && { fix }),
    ...(notes !== undefined && { notes }),
    ...(startAt !== undefined && { startAt }),
  };
  const wanted = { service, label, explicit, force, adopt, ...options };
  const reply = info(text, {
    shows: 'preview',
    checks: preflightChecks(draft, next.findings),
    offer: { kind: 'start', ...wanted, confirmed: shown },
  });
  return { reply, shows: next };
}

/** A start that was tried: refused, or with what its person has to be shown. */
type Tried =
  | { readonly refused: Reply }
  | { readonly draft: Draft; readonly next: Rollout; readonly shown: ShownStart };

function tryShown(record: ServiceRecord, signal: StartSignal, now: number): Tried {
  const { decision, draft } = tryStart(record, signal, now);
  if (decision.answer !== 'accepted') {
    const findings = decision.answer === 'refused' && decision.code === 'preflight' ? decision.findings : undefined;
    const checks = findings === undefined ? [] : preflightChecks(draft, findings);
    return { refused: { ...replyTo(decision, record.rollout, true), checks } };
  }
  const { next } = decision;
  return { draft, next, shown: digestStart(describeStart(draft, record.rollout, next.findings)) };
}

/** Shows a start before it begins, or says what is in the way. */
function showTried(command: Start, tried: Tried): Unstarted {
  if ('refused' in tried) return { reply: tried.refused, shows: null };
  const { draft, next, shown } = tried;
  const name = `${draft.canary} of ${draft.service.name}`;
  const startAt = momentOf(command);
  const question =
    startAt === undefined
      ? `Start ${name}? Nothing has moved yet.`
      : `Schedule ${name} for ${startAt}? This is what it would do now.`;
  return showStart(command, draft, next, shown, question);
}

/** Shows a start that nobody has confirmed, also where the service would start without asking. Saves and moves nothing. */
export function previewStart(record: ServiceRecord, command: Start, signal: StartSignal, now: number): Unstarted {
  return showTried(command, tryShown(record, signal, now));
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
  signal: StartSignal,
  now: number,
): Unstarted | null {
  const confirmed = confirmation(command, signal.draft.service);
  if (confirmed === 'go') return null;
  const tried = tryShown(record, signal, now);
  if (confirmed === null || 'refused' in tried) return showTried(command, tried);
  const { draft, next, shown } = tried;
  const changes = changesSinceShown(confirmed, shown);
  if (changes.length === 0) return null;
  const because = `${joinWithAnd(changes)} since you were shown it`;
  const text = `${draft.canary} of ${draft.service.name} was not ${momentOf(command) === undefined ? 'started' : 'scheduled'}: ${because}. Look again.`;
  const { reply, shows } = showStart(command, draft, next, shown, text);
  return { reply: refusal('start-changed', reply.text, reply), shows };
}
