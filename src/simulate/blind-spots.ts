import { planHoldbackText } from '../domain/plan/holdback.ts';
import type { Service } from '../domain/service.ts';
import { stepTraits } from '../domain/steps/registry.ts';
import { joinWithAnd } from '../domain/wording.ts';
import { dilutionNote } from '../rollout/alarms/alarm-sight.ts';
import type { Scenario } from './scenario.ts';
import type { Outlook } from './try-plan.ts';
import { rateText } from './words.ts';

function comparisonGaps(
  { service: { analysis }, isCompared, world }: Scenario,
  outlook: Outlook | null,
): readonly string[] {
  if (!isCompared)
    return ['No metrics tell both versions apart, so nothing compares them: only alarms can stop a fault.'];
  if (analysis?.acts === false) return ['analysis is off: Serin compares both versions and does nothing.'];
  const last = outlook?.detectable.findLast(({ rate }) => rate !== null);
  const small =
    last === undefined || last.rate === null
      ? []
      : [`A canary that fails less than ${rateText(last.rate)} is found in fewer than four of five rollouts.`];
  return world.knows.latency ? small : [...small, 'No metric measures latency by version: a slow canary is not seen.'];
}

/** Says which metrics of the service's own are left out; empty where it has none. */
export function leftOutMetrics({ analysis }: Pick<Service, 'analysis'>): readonly string[] {
  const custom = analysis?.custom ?? [];
  if (custom.length === 0) return [];
  const names = joinWithAnd(custom.map(({ name }) => name));
  const critical = custom.filter(({ role }) => role === 'critical');
  const part = critical.length === 0 ? '' : ' Critical ones keep their part of the 1% and stop nothing here.';
  return [`The service's own metrics are not simulated: ${names}.${part}`];
}

/** Says what no alarm or metric of a service would see, a sentence each. */
export function blindSpots(scenario: Scenario, outlook: Outlook | null): readonly string[] {
  const { service } = scenario;
  const dilution = dilutionNote(service);
  const guard = service.analysis?.guard ?? null;
  const end =
    guard === null
      ? 'only the alarms see a fault there'
      : `only the guard (${rateText(guard)}) and the alarms see a fault there`;
  return [
    ...comparisonGaps(scenario, outlook),
    ...(scenario.isCompared ? leftOutMetrics(service) : []),
    'Answers that are wrong but not counted as errors are seen by no metric.',
    ...(planHoldbackText(service.plan, 'stable') === null ? [`At 100% nothing is left to compare with: ${end}.`] : []),
    ...(service.alarms.length === 0 ? ['The service has no alarms.'] : []),
    ...(dilution === null ? [] : [dilution]),
  ];
}

/** Says what a simulation in a made-up world takes for granted, a sentence each. */
export function assumptions(scenario: Pick<Scenario, 'service'>): readonly string[] {
  return [
    ...commonAssumptions(scenario),
    'Traffic and errors drift as in docs/explanation/judge.md; four in ten retries fail again.',
    'Harm is counted until Serin rolls back or asks, and not after the end of the plan.',
  ];
}

/** Says what every simulation takes for granted, a sentence each. */
export function commonAssumptions({ service }: Pick<Scenario, 'service'>): readonly string[] {
  const { alarms, plan, targets } = service as Service;
  const opens = plan.some((step) => stepTraits(step).opens.length > 0);
  return [
    ...(alarms.length === 0
      ? []
      : [`The alarms ${joinWithAnd(alarms)} are left out: their limits are not in serin.yml.`]),
    'Approvals come at once, waits for a time of the day end at once, hooks succeed at once, targets follow at once, and CloudWatch publishes a minute after a minute.',
    ...(targets.length > 1 ? ['All targets together count as one.'] : []),
    ...(targets.some(({ kind }) => kind === 'alb')
      ? ['Target groups have no stickiness: it is not in serin.yml, and with it users are split instead of requests.']
      : []),
    ...(opens ? ['Cohorts are left out: users count from the first share on.'] : []),
  ];
}
