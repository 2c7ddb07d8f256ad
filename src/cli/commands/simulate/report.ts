import { planText } from '../../../config/steps/registry.ts';
import { countText } from '../../../domain/analysis/count-words.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { stepTraits } from '../../../domain/steps/registry.ts';
import { duration, percent } from '../../../domain/wording.ts';
import { assumptions, blindSpots } from '../../../simulate/blind-spots.ts';
import { timetableMinutes } from '../../../simulate/run.ts';
import type { Scenario } from '../../../simulate/scenario.ts';
import type { Outlook, Trial, Tried } from '../../../simulate/try-plan.ts';
import { chanceText, minutesText, rateText, spreadText } from '../../../simulate/words.ts';

/** A plan and its simulated outcomes. */
export interface TriedPlan {
  readonly scenario: Scenario;
  readonly tried: Tried;
}

const MINUTE_MS = 60_000;

/** Returns the moments at which a plan raises the share, by its timetable, in minutes. */
export function timeline(plan: Plan): readonly { readonly minute: number; readonly share: number }[] {
  let minute = 0;
  return plan.flatMap((step) => {
    const { share, lasts } = stepTraits(step);
    const at = minute;
    minute += Math.ceil((lasts ?? 0) / MINUTE_MS);
    return share === null ? [] : [{ minute: at, share }];
  });
}

export type Row = readonly [label: string, cell: (one: TriedPlan) => string];

const findsText = (outlook: Outlook | null): string => {
  if (outlook === null) return 'nothing: no metrics tell both versions apart';
  const parts = outlook.detectable.map(
    ({ to, rate }) => `${rate === null ? 'nothing' : rateText(rate)} by the raise to ${percent(100 * to)}`,
  );
  return parts.length === 0 ? 'nothing: everybody gets the canary at once' : parts.join(', ');
};

const knowsAfter = (outlook: Outlook | null): string => {
  if (outlook === null || outlook.detectable.length === 0) return '-';
  const { minutesUntilHealthy: minutes } = outlook;
  const at = percent(100 * (outlook.detectable[0]?.share ?? 0));
  return minutes === null ? `never at ${at} and this traffic` : `${duration(minutes * MINUTE_MS)} at ${at}`;
};

export const PLAN_ROWS: readonly Row[] = [
  ['Timetable', ({ scenario: { service } }) => duration(timetableMinutes(service.plan) * MINUTE_MS)],
  [
    'Raises',
    ({ scenario: { service } }) =>
      timeline(service.plan)
        .map(
          ({ minute, share }) =>
            `${percent(share)} ${minute === 0 ? 'at once' : `after ${duration(minute * MINUTE_MS)}`}`,
        )
        .join(', '),
  ],
  ['Finds in 4 of 5 rollouts', ({ tried }) => findsText(tried.outlook)],
  ['Knows "not worse" after', ({ tried }) => knowsAfter(tried.outlook)],
];

const ofFault =
  (cell: (fault: NonNullable<Tried['fault']>) => string): Row[1] =>
  ({ tried: { fault } }) =>
    fault === null ? '-' : cell(fault);

const FAULT_ROWS: readonly Row[] = [
  ['Stopped', ofFault(({ stopped }) => chanceText(stopped))],
  ['  after its first request', ofFault(({ minutesToStop }) => minutesText(minutesToStop))],
  ['A person is asked', ofFault(({ asked }) => chanceText(asked))],
  ['Reaches the end of the plan', ofFault(({ completed }) => chanceText(completed))],
  ['Users hurt', ofFault(({ users }) => spreadText(users))],
  ['Requests hurt', ofFault(({ requests }) => spreadText(requests))],
];

export const GOOD_ROWS: readonly Row[] = [
  ['Stopped by mistake', ({ tried: { good } }) => chanceText(good.stopped)],
  ['A person is asked', ({ tried: { good } }) => chanceText(good.asked)],
  ['Waits beyond the timetable', ({ tried: { good } }) => minutesText(good.waited)],
];

/** Returns rows as columns of text, each indented; with the numbers of the plans where there are two. */
export function table(rows: readonly Row[], plans: readonly TriedPlan[]): readonly string[] {
  const head: Row = ['', (one) => `Plan ${plans.indexOf(one) + 1}`];
  const cells = (plans.length === 1 ? rows : [head, ...rows]).map(([label, cell]) => [label, ...plans.map(cell)]);
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells.map((row) => `  ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join('   ')}`.trimEnd());
}

function faultTitle({ stableRate, canaryRate, slower }: Scenario['world']): string {
  const fails = canaryRate > stableRate ? [`fails ${rateText(canaryRate)}`] : [];
  const slow = slower > 1 ? [`is ${percent(Number((100 * (slower - 1)).toFixed(1)))} slower`] : [];
  return `A canary that ${[...fails, ...slow].join(' and ')}`;
}

/** Returns what is not seen: once where it is the same under every plan. */
function spotLines(plans: readonly TriedPlan[]): readonly string[] {
  const each = plans.map(({ scenario, tried }) => blindSpots(scenario, tried.outlook));
  const isCommon = (spot: string) => each.every((spots) => spots.includes(spot));
  const own = each.flatMap((spots, i) =>
    spots.filter((spot) => !isCommon(spot)).map((spot) => `Plan ${i + 1}: ${spot}`),
  );
  return [...(each[0] ?? []).filter(isCommon), ...own];
}

/** Names the plans, a line each. */
export function planNames(plans: readonly TriedPlan[]): readonly string[] {
  return plans.map(
    ({ scenario }, i) => `${plans.length === 1 ? 'Plan' : `Plan ${i + 1}`}: ${planText(scenario.service.plan)}`,
  );
}

/** Returns what people read of one plan, or of two side by side. */
export function planReport(plans: readonly TriedPlan[], { users, rollouts, seed }: Trial): readonly string[] {
  const [first] = plans;
  if (first === undefined) return [];
  const { service, world } = first.scenario;
  return [
    `${service.name}: ${countText(world.traffic)} requests a minute of ${countText(users)} users, ${rateText(world.stableRate)} fail today`,
    ...planNames(plans),
    '',
    ...table(PLAN_ROWS, plans),
    ...(first.tried.fault === null
      ? []
      : ['', `${faultTitle(world)} (${countText(rollouts)} rollouts, seed ${seed})`, ...table(FAULT_ROWS, plans)]),
    '',
    `A canary that is as good as stable (${countText(rollouts)} rollouts, seed ${seed})`,
    ...table(GOOD_ROWS, plans),
    '',
    'Not seen:',
    ...spotLines(plans).map((spot) => `  ${spot}`),
    '',
    'Taken for granted:',
    ...assumptions(first.scenario).map((text) => `  ${text}`),
  ];
}

/** Returns the same for programs; docs/reference/cli.md describes it. */
export function planDocument(plans: readonly TriedPlan[], trial: Trial): object {
  const world = plans[0]?.scenario.world;
  return {
    v: 1,
    service: plans[0]?.scenario.service.name,
    ...{ traffic: world?.traffic, errors: world?.stableRate, canaryErrors: world?.canaryRate, latency: world?.slower },
    ...trial,
    plans: plans.map(({ scenario, tried }) => ({
      plan: planText(scenario.service.plan),
      timetableMinutes: timetableMinutes(scenario.service.plan),
      raises: timeline(scenario.service.plan),
      ...tried,
      blindSpots: blindSpots(scenario, tried.outlook),
      assumptions: assumptions(scenario),
    })),
  };
}
