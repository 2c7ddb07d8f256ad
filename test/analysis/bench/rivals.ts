import type { ArmMinute } from '../../../src/domain/analysis/minute.ts';
import type { SimulatedMinute } from '../../../src/simulate/worlds/path.ts';
import type { Answer, Contestant } from './contestant.ts';
import { createSamples, type Samples } from './hodges-lehmann.ts';
import type { World } from './world.ts';

/** Minutes in a row above the threshold until an alarm fires. */
const DATAPOINTS = 3;

const limitFor = ({ stableRate }: World): number => Math.max(2 * stableRate, 0.001);
const SLOW_LIMIT = 2 * 0.05;

const slow = (arms: readonly ArmMinute[]): number => {
  const beyond = arms.reduce((sum, { latency }) => sum + (latency?.[6] ?? 0) + (latency?.[7] ?? 0), 0);
  const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
  return requests === 0 ? 0 : beyond / requests;
};

const errorRate = (arms: readonly ArmMinute[]): number => {
  const errors = arms.reduce((sum, arm) => sum + arm.errors, 0);
  const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
  return requests === 0 ? 0 : errors / requests;
};

/** An alarm on error rate and latency: above twice the usual for three minutes in a row. */
function alarm(
  name: string,
  arms: (both: { canary: ArmMinute; stable: ArmMinute }) => readonly ArmMinute[],
): Contestant {
  return {
    name,
    watch(world) {
      let [errors, latency] = [0, 0];
      return ({ minute: { canary, stable } }): Answer => {
        if (canary === null || stable === null) return 'go';
        const seen = arms({ canary, stable });
        errors = errorRate(seen) > limitFor(world) ? errors + 1 : 0;
        latency = slow(seen) > SLOW_LIMIT ? latency + 1 : 0;
        return Math.max(errors, latency) >= DATAPOINTS ? 'stop' : 'go';
      };
    },
  };
}

export const serviceAlarm = alarm('service alarm', ({ canary, stable }) => [canary, stable]);
export const armThreshold = alarm('threshold on the canary', ({ canary }) => [canary]);

/**
 * Kayenta's rule, looked at every minute: the 98 % confidence interval of the Hodges–Lehmann shift between the arms' minutes
 * lies wholly above a quarter of the estimated shift.
 *
 * Source: spinnaker/kayenta, NetflixACAJudge and MannWhitneyClassifier (fraction 0.25, confidence 0.98).
 */
export const kayenta: Contestant = {
  name: 'Kayenta, each minute',
  watch() {
    const [errors, latency] = [createSamples(), createSamples()];
    const isHigh = (samples: Samples): boolean => {
      const shift = samples.shift(2.326);
      return shift !== null && shift.low > 0.25 * Math.abs(shift.estimate);
    };
    return ({ minute: { canary, stable } }) => {
      if (canary === null || stable === null || canary.requests === 0 || stable.requests === 0) return 'go';
      errors.add(errorRate([canary]), errorRate([stable]));
      latency.add(slow([canary]), slow([stable]));
      return isHigh(errors) || isHigh(latency) ? 'stop' : 'go';
    };
  },
};

/** Wald's test for an oracle that knows both true rates of every minute, and which failures are not retries. */
export const oracle: Contestant = {
  name: 'oracle',
  watch(world) {
    let evidence = 0;
    return ({ minute, truth }) => {
      evidence +=
        world.slower > 1
          ? latencyLikelihood(minute.canary, minute.stable, world)
          : errorLikelihood(minute.canary, truth);
      return evidence >= Math.log(100) ? 'stop' : 'go';
    };
  },
};

function errorLikelihood(canary: ArmMinute | null, { failures, rates }: SimulatedMinute['truth']): number {
  const { canary: canaryRate, stable: stableRate } = rates;
  if (canaryRate <= stableRate) return 0;
  if (stableRate === 0) return failures > 0 ? Number.POSITIVE_INFINITY : 0;
  return failures * Math.log(canaryRate / stableRate) - (canary?.requests ?? 0) * (canaryRate - stableRate);
}

/** It knows the shift, not the drift: against the bins that stable has in the same minute. */
function latencyLikelihood(canary: ArmMinute | null, stable: ArmMinute | null, { slower }: World): number {
  const bins = canary?.latency ?? [];
  const others = stable?.latency ?? [];
  const all = others.reduce((sum, count) => sum + count, 0);
  const shift = Math.log(slower) / 0.8;
  const centre = [-1.755, -0.943, -0.329, 0.329, 0.943, 1.455, 1.938, 2.665];
  const mean = others.reduce((sum, count, i) => sum + (count / all) * Math.exp(shift * (centre[i] ?? 0)), 0);
  return bins.reduce((sum, count, i) => sum + count * (shift * (centre[i] ?? 0) - Math.log(mean)), 0);
}
