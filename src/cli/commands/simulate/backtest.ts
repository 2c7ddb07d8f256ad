import { pastSources } from '../../../config/analysis/past-metrics.ts';
import { planText } from '../../../config/steps/registry.ts';
import { countText } from '../../../domain/analysis/count-words.ts';
import { joinWithAnd } from '../../../domain/wording.ts';
import { comparedUnit } from '../../../rollout/analysis/begin-analysis.ts';
import { commonAssumptions, leftOutMetrics } from '../../../simulate/blind-spots.ts';
import { type Backtested, backtest } from '../../../simulate/past/backtest.ts';
import { type Past, pastLoad } from '../../../simulate/past/past.ts';
import { timetableMinutes } from '../../../simulate/run.ts';
import type { Scenario } from '../../../simulate/scenario.ts';
import { NotSimulated } from '../../../simulate/simulated-rollout.ts';
import { planOutlook } from '../../../simulate/try-plan.ts';
import { rateText } from '../../../simulate/words.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { BacktestOptions } from './options.ts';
import { type PastMetrics, type ReadPast, readPast } from './read-past.ts';
import { GOOD_ROWS, PLAN_ROWS, planNames, type TriedPlan, table, timeline } from './report.ts';
import { findService, toScenario, watchSteps } from './simulate.ts';

/** A plan in the past. */
interface ReplayedPlan extends TriedPlan {
  readonly replayed: Backtested;
}

/** The moments that are named; the others are in the JSON. */
const NAMED = 5;

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

function stoppedLines(plans: readonly ReplayedPlan[]): readonly string[] {
  return plans.flatMap(({ replayed: { stoppedFrom } }, i) => {
    if (stoppedFrom.length === 0) return [];
    const more = stoppedFrom.length - NAMED;
    const begun = [...stoppedFrom.slice(0, NAMED).map(moment), ...(more > 0 ? [`${more} more`] : [])];
    const plan = plans.length === 1 ? '' : ` under plan ${i + 1}`;
    return [`  Stopped by mistake${plan} when begun at ${joinWithAnd(begun)}`];
  });
}

/** Says what a replay takes for granted, a sentence each. */
function pastAssumptions(scenario: Scenario, knowsLatency: boolean): readonly string[] {
  return [
    'Each request of the past was given to one of two arms by chance, so no canary was worse, and each that was stopped was stopped by mistake.',
    ...(comparedUnit(scenario.targets) === 'user'
      ? [
          'Metrics do not know users: errors of users who stay in their arm come together, and stop good versions more often than here.',
        ]
      : []),
    knowsLatency
      ? 'The latency bins are those of the last three hours.'
      : 'Latency is not compared: the last three hours have none.',
    ...leftOutMetrics(scenario.service),
    ...commonAssumptions(scenario),
  ];
}

function report(
  plans: readonly ReplayedPlan[],
  { past, knowsLatency }: KnownPast,
  { rollouts, seed }: BacktestOptions,
) {
  const [first] = plans;
  if (first === undefined) return [];
  const { traffic, rate } = pastLoad(past);
  const title = `${first.scenario.service.name}: ${countText(past.minutes.length)} minutes from ${moment(past.from)}, ${countText(traffic)} requests a minute, ${rateText(rate)} failed`;
  return [
    title,
    ...planNames(plans),
    '',
    ...table(PLAN_ROWS, plans),
    '',
    `A canary that is stable itself (${countText(rollouts)} rollouts in that time, seed ${seed})`,
    ...table(GOOD_ROWS, plans),
    ...stoppedLines(plans),
    '',
    'Taken for granted:',
    ...pastAssumptions(first.scenario, knowsLatency).map((text) => `  ${text}`),
  ];
}

/** The same for programs; docs/reference/cli.md describes it. */
function document(plans: readonly ReplayedPlan[], { past }: KnownPast, { rollouts, seed }: BacktestOptions): object {
  const { traffic, rate } = pastLoad(past);
  return {
    v: 1,
    service: plans[0]?.scenario.service.name,
    past: { from: new Date(past.from).toISOString(), minutes: past.minutes.length, traffic, errors: rate },
    ...{ rollouts, seed },
    plans: plans.map(({ scenario, tried: { outlook }, replayed: { good, stoppedFrom } }) => ({
      plan: planText(scenario.service.plan),
      timetableMinutes: timetableMinutes(scenario.service.plan),
      raises: timeline(scenario.service.plan),
      ...{ outlook, good },
      stoppedFrom: stoppedFrom.map((at) => new Date(at).toISOString()),
    })),
  };
}

type KnownPast = ReadPast & { readonly past: Past };

/**
 * Replays the judge over the past metrics of a service, and counts the rollouts of each plan that it would have stopped although nothing
 * was wrong.
 */
export async function backtestPlans(
  name: string,
  options: BacktestOptions,
  terminal: Terminal,
  open: () => Promise<PastMetrics>,
): Promise<Exit> {
  const service = await findService(name, options.config, terminal);
  if (service === null) return exit.refused;
  const found = pastSources(service);
  if ('problem' in found) {
    terminal.err(found.problem);
    return exit.refused;
  }
  const { past, knowsLatency } = await readPast(await open(), found.sources, options.backtest, terminal);
  if (past === null) {
    terminal.err(`CloudWatch has no requests of ${name} in that time, so there is no past to replay.`);
    return exit.refused;
  }
  const { traffic, rate } = pastLoad(past);
  const plans = [options.plan ?? service.plan, ...(options.compare === undefined ? [] : [options.compare])];
  const replayed: ReplayedPlan[] = [];
  try {
    for (const [i, plan] of plans.entries()) {
      const made = toScenario(service, plan, { traffic, errors: rate });
      const scenario = { ...made, world: { ...made.world, knows: { users: false, latency: knowsLatency } } };
      const title = plans.length === 1 ? name : `plan ${i + 1}`;
      const result = await watchSteps(backtest(scenario, past, options), options.rollouts, title, terminal);
      const tried = { outlook: planOutlook(scenario), fault: null, good: result.good };
      replayed.push({ scenario, tried, replayed: result });
    }
  } catch (error) {
    if (!(error instanceof NotSimulated)) throw error;
    terminal.err(error.message);
    return exit.refused;
  }
  const known = { past, knowsLatency };
  terminal.out(
    ...(options.json
      ? [JSON.stringify(document(replayed, known, options), null, 2)]
      : report(replayed, known, options)),
  );
  return exit.done;
}
