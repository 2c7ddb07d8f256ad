import type { Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { isMoving } from '../../../../src/domain/rollout/running-phase.ts';
import { EVALUATION_INTERVAL_MS, UNDONE_TIMES, WRITER_LIFETIME_MS } from '../../../../src/domain/timing.ts';
import type { Invocation } from '../line.ts';
import type { Ground, Sight } from './invariants.ts';

/** A shift or a promotion is repeated for five evaluations, in milliseconds. */
const REPEATED_MS = 5 * EVALUATION_INTERVAL_MS;
/** Two more evaluations, and the life of a worker, until the hold is saved. */
const HELD_MS = REPEATED_MS + 2 * EVALUATION_INTERVAL_MS + WRITER_LIFETIME_MS;
/** So often may a rollback be undone until people are asked: one more time for each worker that was on its way. */
const ASKED_TIMES = UNDONE_TIMES + 3;

/** What is checked where somebody undoes what Serin writes, again and again. */
export interface UndoneInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  onWrite(target: number, before: Sight, after: Sight, by: Invocation | null): void;
}

/** Tells what the writes of a phase are for; null where nothing is written. */
function purpose({ phase }: Rollout): 'raise' | 'return' | null {
  if (phase.status === 'promoting' || isMoving(phase)) return 'raise';
  return phase.status === 'rolling-back' ? 'return' : null;
}

/** What does not stay is not written for ever: people are asked. */
export function createUndoneInvariants({ now, service, breach }: Ground): UndoneInvariants {
  let rollout: Rollout | null = null;
  /** When the shift, the promotion or the rollback that is under way began. */
  let began = 0;
  /** When it was last written again. */
  let repeatedAt = 0;
  /** What each target was like after the newest write of a worker in it, whether somebody changed that since, and how often. */
  const made: (string | undefined)[] = [];
  const isUndone = service.targets.map(() => false);
  const times = service.targets.map(() => 0);

  const begin = (): void => {
    began = now();
    made.fill(undefined);
    isUndone.fill(false);
    times.fill(0);
  };

  return {
    onSave: (before, after) => {
      const was = before?.rollout ?? null;
      rollout = after.rollout;
      if (rollout === null) return;
      const isNew =
        was?.id !== rollout.id || purpose(was) !== purpose(rollout) || was.phase.status !== rollout.phase.status;
      const isNewShift = purpose(rollout) === 'raise' && was?.generation !== rollout.generation;
      if (isNew || isNewShift) begin();
    },

    onWrite: (target, before, after, by) => {
      if (by === null) {
        if (made[target] === before.look && after.look !== before.look) isUndone[target] = true;
        return;
      }
      const what = rollout === null ? null : purpose(rollout);
      const isAgain = isUndone[target] === true && after.look !== before.look;
      made[target] = after.look;
      isUndone[target] = false;
      if (rollout === null || what === null || !isAgain) return;
      times[target] = (times[target] ?? 0) + 1;
      const name = rollout.targets[target]?.name ?? '';
      // A timer that comes late finds a share that was undone before: it writes once more, and then people are asked.
      const wasRepeated = repeatedAt > began + REPEATED_MS;
      repeatedAt = now();
      if (what === 'raise' && wasRepeated && now() - began > HELD_MS)
        breach({
          invariant: 'people are asked about a shift that is undone again and again',
          detail: `${name} is written again, ${(now() - began) / 1_000} s after it began`,
        });
      const isAsked = rollout.phase.status === 'rolling-back' && rollout.phase.question !== null;
      if (what === 'return' && (times[target] ?? 0) > ASKED_TIMES && !isAsked)
        breach({
          invariant: 'people are asked about a rollback that is undone again and again',
          detail: `${name} was brought back ${times[target]} times`,
        });
    },
  };
}
