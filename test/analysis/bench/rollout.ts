import type { Path } from '../../../src/simulate/worlds/path.ts';
import type { Contestant } from './contestant.ts';
import { hurtIn, STEPS, type World } from './world.ts';

/** How a rollout ended: rolled back, asked a person after the longest hold, or on every user to the end. */
export interface Outcome {
  readonly end: 'rolled back' | 'asked' | 'done';
  /** Minutes until the decision. */
  readonly minutes: number;
  /** Users who met an error, or a slow request, because of the canary. */
  readonly hurt: number;
  /** Minutes of waiting beyond the timetable. */
  readonly held: number;
}

const MAX_HOLD = 60;

/**
 * Runs one rollout. A judge sees a minute when the next one is over (CloudWatch's delay), and a rollback takes the minute
 * after the decision.
 */
export function runRollout(world: World, path: Path, contestant: Contestant): Outcome {
  const watch = contestant.watch(world);
  let previous = path.next(STEPS[0].share);
  let [hurt, held, minutes] = [hurtIn(world, previous), 0, 1];
  for (const [i, step] of STEPS.entries()) {
    const isLast = i === STEPS.length - 1;
    let inStep = i === 0 ? 1 : 0;
    for (;;) {
      const current = path.next(step.share);
      hurt += hurtIn(world, current);
      minutes++;
      inStep++;
      const answer = watch(previous);
      previous = current;
      if (answer === 'stop') {
        return { end: 'rolled back', minutes, hurt: hurt + hurtIn(world, path.next(step.share)), held };
      }
      if (inStep < step.minutes) continue;
      if (isLast || answer === 'go') break;
      held++;
      if (held >= MAX_HOLD) return { end: 'asked', minutes, hurt, held };
    }
  }
  return { end: 'done', minutes, hurt, held };
}
