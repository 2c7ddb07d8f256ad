import { createRandom, mixSeed } from './random.ts';

/** The drift of a minute, which both arms share. */
export interface Drift {
  /** The traffic as a ratio to its mean. */
  readonly traffic: number;
  /** The error rate as a ratio to its mean. */
  readonly errors: number;
  /** The shift of the logarithm of the median latency. */
  readonly lnLatency: number;
}

/** Errors have one trend and one blip in so many minutes: four hours. */
const BLOCK = 240;
const TURNS = 2 * Math.PI;
const ERRORS_SD = 0.35;
const LATENCY_SD = 0.1;
const KEPT = 0.9;

/** An AR(1) with this standard deviation: nine tenths of a minute remain in the next. */
const next = (value: number, sd: number, normal: number): number =>
  KEPT * value + Math.sqrt(1 - KEPT ** 2) * sd * normal;

/** Returns ln of what a disturbance multiplies errors by in a minute. */
const lnDuring = (minute: number, begin: number, lasts: number, times: number): number =>
  minute >= begin && minute < begin + lasts ? Math.log(times) : 0;

/**
 * Returns the drift of each minute of a world: traffic by the time of day, errors and latency by an AR(1); in each four hours a
 * trend and a blip of three minutes. A trend ends with its four hours, and what it brought decays.
 */
export function createDrift(seed: number, hasIncident: boolean): (minute: number) => Drift {
  const first = createRandom(mixSeed(seed, 1));
  const phase = first.uniform() * TURNS;
  const lnErrors: number[] = [];
  const lnLatency: number[] = [];
  let [errors, latency, incident] = [0, 0, Number.POSITIVE_INFINITY];

  function addBlock(): void {
    const start = lnErrors.length;
    const random = start === 0 ? first : createRandom(mixSeed(seed, 1, start));
    const trend = (random.normal() * 0.3) / 60;
    const blip = start + Math.floor(random.uniform() * BLOCK);
    if (start === 0) {
      if (hasIncident) incident = 3 + Math.floor(random.uniform() * 30);
      [errors, latency] = [random.normal() * ERRORS_SD, random.normal() * LATENCY_SD];
    }
    for (let m = start; m < start + BLOCK; m++) {
      errors = next(errors, ERRORS_SD, random.normal());
      latency = next(latency, LATENCY_SD, random.normal());
      lnErrors.push(errors + trend * (m - start) + lnDuring(m, blip, 3, 5) + lnDuring(m, incident, 10, 10));
      lnLatency.push(latency);
    }
    errors += trend * BLOCK;
  }

  return (minute) => {
    while (lnErrors.length <= minute) addBlock();
    return {
      traffic: 1 + 0.3 * Math.sin(phase + (TURNS * minute) / 1440),
      errors: Math.exp(lnErrors[minute] as number),
      lnLatency: lnLatency[minute] as number,
    };
  };
}
