import type { ArmMinute } from '../../domain/analysis/minute.ts';
import type { Random } from '../worlds/random.ts';

/** The requests of one version as if two had served them. An arm that got none is null, as CloudWatch has no data of it. */
interface Halves {
  readonly canary: ArmMinute | null;
  readonly stable: ArmMinute | null;
}

/** Draws without replacement: how many of the marked things are among those that are taken. */
function drawMarked(random: Random, all: number, marked: number, taken: number): number {
  let [left, wanted, found] = [all, taken, 0];
  for (let i = 0; i < marked; i++) {
    if (random.uniform() * left < wanted) {
      found++;
      wanted--;
    }
    left--;
  }
  return found;
}

/** Gives each request of a minute to the canary with the chance of its share: both arms are the same version. */
export function splitArm(random: Random, arm: ArmMinute, share: number): Halves {
  const requests = random.binomial(arm.requests, share);
  const errors = drawMarked(random, arm.requests, arm.errors, requests);
  const bins = arm.latency?.map((count) => random.binomial(count, share));
  const half = (count: number, failed: number, latency: readonly number[] | undefined): ArmMinute | null =>
    count === 0 ? null : { requests: count, errors: failed, ...(latency && { latency }) };
  return {
    canary: half(requests, errors, bins),
    stable: half(
      arm.requests - requests,
      arm.errors - errors,
      arm.latency?.map((count, i) => count - (bins?.[i] ?? 0)),
    ),
  };
}
