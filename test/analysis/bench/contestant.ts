import { decide } from '../../../src/analysis/decide.ts';
import { addMinute, NO_EVIDENCE } from '../../../src/analysis/evidence.ts';
import type { JudgePolicy } from '../../../src/analysis/policy.ts';
import type { SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import type { World } from './world.ts';

/** What a judge says after a minute: stop, go on when the timetable says so, or wait until it knows. */
export type Answer = 'stop' | 'go' | 'wait';

/** A judge that is set before one rollout. It is told each minute once. */
export interface Contestant {
  readonly name: string;
  watch(world: World): (minute: SimulatedMinute) => Answer;
}

/** The judge of src/analysis. One fold over the minutes, as `judge` makes it over a whole series. */
export function serin(name: string, policyFor: (world: World) => JudgePolicy): Contestant {
  return {
    name,
    watch(world) {
      const policy = policyFor(world);
      let evidence = NO_EVIDENCE;
      return ({ minute }) => {
        evidence = addMinute(evidence, minute, policy);
        const { outcome } = decide(evidence, policy);
        return outcome === 'unhealthy' ? 'stop' : outcome === 'healthy' ? 'go' : 'wait';
      };
    },
  };
}

/** A judge with the same answers that promotes by the clock: what detection alone is worth. */
export function byTheClock(contestant: Contestant): Contestant {
  return {
    name: `${contestant.name}, by the clock`,
    watch(world) {
      const answer = contestant.watch(world);
      return (minute) => (answer(minute) === 'stop' ? 'stop' : 'go');
    },
  };
}
