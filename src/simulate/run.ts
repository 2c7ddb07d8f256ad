import type { Minute } from '../domain/analysis/minute.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { stepTraits } from '../domain/steps/registry.ts';
import { comparedUnit } from '../rollout/analysis/begin-analysis.ts';
import type { Scenario } from './scenario.ts';
import { type End, endMinute, findEnd, NotSimulated, startSimulated } from './simulated-rollout.ts';
import { createPath, type Harm, type Path } from './worlds/path.ts';
import type { Population } from './worlds/population.ts';

/** One simulated rollout. */
export interface Run {
  readonly end: End;
  /** Minutes from the start to the end. */
  readonly minutes: number;
  /** Minutes from the first request on the canary to the end; null where it got none. */
  readonly exposed: number | null;
  /** Minutes beyond the timetable. */
  readonly waited: number;
  /** The canary's share when it ended, in percent. */
  readonly share: number;
  readonly hurt: Harm;
}

const MINUTE_MS = 60_000;
/** CloudWatch has a minute this long after its end. */
const PUBLISHED_AFTER = 1;
/** The longest rollout that is simulated, in minutes: three days. */
const LONGEST = 3 * 24 * 60;

/** Returns the minutes of a plan, without waits for people and hooks. Timers fire within the minute. */
export function timetableMinutes(plan: Plan): number {
  return plan.reduce((sum, step) => sum + Math.ceil((stepTraits(step).lasts ?? 0) / MINUTE_MS), 0);
}

/**
 * Simulates one rollout in a world. The same seed gives the same rollout.
 * @throws NotSimulated when the plan is refused, or takes more than three days
 */
export function simulate(scenario: Scenario, population: Population, seed: number): Run {
  return simulateOn(
    scenario,
    createPath({ ...scenario.world, split: comparedUnit(scenario.targets) }, population, seed),
  );
}

/**
 * Simulates one rollout, minute by minute, with the judge and the decisions of production.
 * @throws NotSimulated when the plan is refused, or takes more than three days
 */
export function simulateOn(scenario: Scenario, path: Path): Run {
  const timetable = timetableMinutes(scenario.service.plan);
  const published: Minute[] = [];
  let rollout = startSimulated(scenario);
  let [users, requests] = [0, 0];
  let begun: number | null = null;
  for (let m = 0; m < LONGEST; m++) {
    const share = rollout.weight;
    const { minute, failed, slow } = path.next(share / 100);
    users += failed.users + slow.users;
    requests += failed.requests + slow.requests;
    if (share > 0) begun ??= m;
    if (share > 0) published.push(minute);
    const now = (m + 1) * MINUTE_MS;
    const complete = published.filter(({ at }) => at + MINUTE_MS * (1 + PUBLISHED_AFTER) <= now);
    rollout = endMinute(rollout, complete, now);
    const end = findEnd(rollout);
    if (end === null) continue;
    const exposed = begun === null ? null : m + 1 - begun;
    return { end, minutes: m + 1, exposed, waited: Math.max(0, m + 1 - timetable), share, hurt: { users, requests } };
  }
  throw new NotSimulated('The plan takes more than three days, which is not simulated. Try it with shorter bakes.');
}
