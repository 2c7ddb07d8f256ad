import { approve, reject } from './gate.ts';
import { observe } from './observe.ts';
import type { Rollout } from './record.ts';
import type { Decision, Signal } from './signal.ts';
import { start } from './start.ts';
import { pause, promoteNow, resume, rollback, skip } from './steer.ts';
import { alarm, timer } from './watch.ts';

/** Commands of people, which may name a rollout. */
const COMMANDS: ReadonlySet<Signal['kind']> = new Set([
  'approve',
  'reject',
  'pause',
  'resume',
  'promote',
  'skip',
  'rollback',
]);

function withoutRollout(signal: Signal): Decision {
  if (COMMANDS.has(signal.kind)) {
    return { answer: 'refused', code: 'no-rollout', because: 'No rollout is running for this service.' };
  }
  return { answer: 'ignored', because: 'No rollout is running: nothing was moved.' };
}

/**
 * The state machine of a rollout: what becomes of it when something happens. Pure: the same rollout, signal and time
 * give the same answer, and nothing is touched.
 *
 * @param rollout the running or last rollout of the service; null when there never was one
 * @param now milliseconds since the epoch
 * @returns accepted with the next rollout and the effects; ignored because it is so already; refused with a reason for a
 *   person; or needs-alarms: read the alarms of the service and decide again with what they say
 */
export function decide(rollout: Rollout | null, signal: Signal, now: number): Decision {
  if (signal.kind === 'start') return start(rollout, signal, now);
  if (rollout === null) return withoutRollout(signal);
  if ('by' in signal && signal.rollout !== null && signal.rollout !== rollout.id) {
    return {
      answer: 'refused',
      code: 'other-rollout',
      because: 'This button belongs to an earlier rollout, which is over. Use the card of the one that runs now.',
    };
  }
  switch (signal.kind) {
    case 'approve':
      return approve(rollout, signal, now);
    case 'reject':
      return reject(rollout, signal, now);
    case 'pause':
      return pause(rollout, signal, now);
    case 'resume':
      return resume(rollout, signal, now);
    case 'promote':
      return promoteNow(rollout, signal, now);
    case 'skip':
      return skip(rollout, signal, now);
    case 'rollback':
      return rollback(rollout, signal, now);
    case 'alarm':
      return alarm(rollout, signal, now);
    case 'timer':
      return timer(rollout, signal, now);
    case 'observation':
      return observe(rollout, signal, now);
  }
}
