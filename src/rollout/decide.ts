import { phaseStart, type Rollout } from '../domain/rollout/record.ts';
import { refuse } from '../domain/rollout/refuse.ts';
import type { Decision, Evidence, Signal } from '../domain/rollout/signal.ts';
import { SLACK_RESOLUTION_MS } from '../domain/timing.ts';
import { alarm, timer } from './alarms/on-alarm.ts';
import { approve, reject } from './commands/approve.ts';
import { pause, resume, rollback } from './commands/running-rollout.ts';
import { promoteNow, skip } from './commands/skip-and-promote.ts';
import { start } from './commands/start.ts';
import { completeRefusal, withdraw } from './commands/withdraw.ts';
import { centerChanged } from './environments/center-changed.ts';
import { centerWasRead } from './environments/unread-center.ts';
import { announceFreeze } from './restrictions/announce-freeze.ts';
import { announceLock } from './restrictions/announce-lock.ts';
import { tellTargetChange } from './rollback/after-end.ts';
import { leave } from './rollback/remaining-users.ts';
import { observe } from './state/observe.ts';
import { hookNews } from './steps/hook-news.ts';

/** Commands of people, which may name a rollout. */
const COMMANDS: ReadonlySet<Signal['kind']> = new Set([
  'approve',
  'reject',
  'pause',
  'resume',
  'promote',
  'skip',
  'rollback',
  'withdraw',
]);

function withoutRollout(signal: Signal): Decision {
  if (COMMANDS.has(signal.kind)) {
    return refuse('no-rollout', 'No rollout is running for this service.');
  }
  return { answer: 'ignored', because: 'No rollout is running: nothing was moved.' };
}

/** The commands that count only for the phase in which they were sent. Pause and rollback count in every phase. */
const BOUND: ReadonlySet<Signal['kind']> = new Set(['approve', 'reject', 'resume', 'promote', 'skip', 'withdraw']);

/** Returns the refusal of a command for another rollout or an earlier phase; null when it fits. */
function outdatedRefusal(rollout: Rollout, signal: Extract<Signal, { by: unknown }>): Decision | null {
  const { at } = signal;
  const isOther = signal.rollout === null ? signal.issuedAt < rollout.askedAt : signal.rollout !== rollout.id;
  if (isOther) {
    const because = 'This belongs to an earlier rollout, and another rollout has started since. Use its card.';
    return refuse('other-rollout', because);
  }
  if (!BOUND.has(signal.kind)) return null;
  const from = phaseStart(rollout.phase);
  const isThere = at === null || (at.step === rollout.step && at.since === from);
  if (isThere && signal.issuedAt + SLACK_RESOLUTION_MS > from) return null;
  const because = 'The rollout has moved on since. Look at the card and try again.';
  const complete = signal.kind === 'withdraw' ? completeRefusal(rollout, signal) : null;
  return complete ?? refuse('earlier-step', because);
}

/**
 * Decides what a signal does to a rollout: the state machine. Pure: the same rollout, signal, evidence and time give the same answer.
 *
 * @param rollout the running or last rollout of the service; null when there never was one
 * @param evidence what was read of the world for this decision
 * @param now milliseconds since the epoch
 * @returns accepted with the next rollout and the effects; ignored when it changes nothing; refused with a reason for a person; or
 * needs-alarms, needs-minutes, needs-targets, needs-freeze, needs-aftermath: the engine reads that and decides again
 */
export function decide(rollout: Rollout | null, signal: Signal, evidence: Evidence, now: number): Decision {
  if (signal.kind === 'start') return start(rollout, signal, now);
  if (rollout === null) return withoutRollout(signal);
  if ('by' in signal) {
    const stale = outdatedRefusal(rollout, signal);
    if (stale !== null) return stale;
  }
  switch (signal.kind) {
    case 'approve':
      return approve(rollout, signal, evidence, now);
    case 'reject':
      return reject(rollout, signal, now);
    case 'withdraw':
      return withdraw(rollout, signal, now);
    case 'pause':
      return pause(rollout, signal, now);
    case 'resume':
      return resume(rollout, signal, evidence, now);
    case 'promote':
      return promoteNow(rollout, signal, evidence, now);
    case 'skip':
      return skip(rollout, signal, evidence, now);
    case 'rollback':
      return rollback(rollout, signal, evidence, now);
    case 'alarm':
      return alarm(rollout, signal, evidence, now);
    case 'timer':
      return timer(rollout, signal, evidence, now);
    case 'target-change':
      return tellTargetChange(rollout, signal, evidence, now);
    case 'control-center':
      return centerChanged(rollout, signal, now);
    case 'center-read':
      return centerWasRead(rollout, signal, now);
    case 'hook':
      return hookNews(rollout, signal, evidence, now);
    case 'leaving':
      return leave(rollout, signal, now);
    case 'freeze':
      return announceFreeze(rollout, signal, now);
    case 'lock':
      return announceLock(rollout, signal, now);
    case 'observation':
      return observe(rollout, signal, evidence, now);
  }
}
