import { type Command, Option } from 'commander';
import type { Plan } from '../../../domain/plan/plan.ts';
import { type Add, example } from '../../context.ts';
import {
  type BacktestOptions,
  type ProposeOptions,
  readPastLength,
  readRate,
  readSlower,
  readTraffic,
  type SimulateOptions,
  wholeNumber,
} from './options.ts';

const TRAFFIC = ['--traffic <rate>', 'requests of both versions: 50/s, 3000/min, 100/h', readTraffic] as const;
const USERS = ['--users <number>', 'users who make these requests', wholeNumber(1_000_000)] as const;

/** Adds the options of the commands that simulate a service. */
const withWorld = (command: Command): Command =>
  command
    .option('--errors <share>', 'requests that fail today', readRate, 0.001)
    .option('-f, --config <file>', 'the serin.yml', 'serin.yml')
    .option('--seed <number>', 'the same seed gives the same rollouts', wholeNumber(2 ** 31 - 1), 1)
    .option('--json', 'print JSON', false);

const isBacktest = (options: Partial<BacktestOptions>): options is BacktestOptions => options.backtest !== undefined;

const [PLAN, COMPARE] = ['--plan <plan>', '--compare <plan>'] as const;

/** The plans as they were typed, by their flags. */
type PlanTexts = Readonly<Partial<Record<'plan' | 'compare', string>>>;

/**
 * Reads the plans of the options: as serin.yml has one in one line, or shares with their bakes: `5% 10m, 25% 15m, 100%`. What
 * reads them is loaded with the first one, so that no other command loads it.
 */
async function readPlans(
  { plan, compare }: PlanTexts,
  command: Command,
): Promise<Partial<Record<'plan' | 'compare', Plan>>> {
  return {
    ...(plan !== undefined && { plan: await readPlan(PLAN, plan, command) }),
    ...(compare !== undefined && { compare: await readPlan(COMPARE, compare, command) }),
  };
}

/** Reads one plan, or ends as commander does for an argument that is not valid. */
async function readPlan(flags: string, text: string, command: Command): Promise<Plan> {
  const { readPlanLine } = await import('../../../config/plan/plan-line.ts');
  const { plan, problem } = readPlanLine(text);
  if (problem === null) return plan;
  return command.error(`error: option '${flags}' argument '${text}' is invalid. ${problem}`, {
    code: 'commander.invalidArgument',
  });
}

type Typed = Omit<Partial<BacktestOptions> & SimulateOptions, 'plan' | 'compare'> & PlanTexts;

/** Adds `serin simulate` and `serin plan`. */
export const addSimulateCommands: Add = (program, { terminal, open, end }) => {
  const command = program
    .command('simulate')
    .description(
      "Try a plan before it runs: simulated rollouts with Serin's judge and decisions, with a fault and without.",
    )
    .argument('<service>', 'a service of the serin.yml');
  withWorld(command.option(...TRAFFIC).option(...USERS))
    .addOption(
      new Option('--backtest <time>', "replay the judge over the service's metrics of the last 1h to 14d instead")
        .argParser(readPastLength)
        .conflicts(['traffic', 'users', 'errors', 'canaryErrors', 'latency']),
    )
    .option(PLAN, "another plan than the service's: 'canary 10% 30m', '5% 10m, 25% 15m, 100%'")
    .option(COMPARE, 'a second plan, shown beside the first')
    .option('--canary-errors <share>', 'requests of the canary that fail', readRate)
    .option('--latency <more>', 'how much slower the canary is: +20%', readSlower)
    .option('--rollouts <number>', 'rollouts with the fault, and as many without', wholeNumber(100_000), 500)
    .addHelpText(
      ...example(
        'simulate checkout --traffic 50/s --users 20000 --errors 1% --canary-errors 2%',
        "simulate checkout --plan 'canary 10% 30m' --compare '5% 10m, 25% 15m, 100%' --traffic 50/s --users 20000 --latency +20%",
        'simulate checkout --backtest 14d',
      ),
    )
    .action(async (service: string, typed: Typed) => {
      const { plan: _plan, compare: _compare, ...others } = typed;
      const options = { ...others, ...(await readPlans(typed, command)) };
      if (isBacktest(options)) {
        const { backtestPlans } = await import('./backtest.ts');
        return end(await backtestPlans(service, options, terminal, open.past));
      }
      for (const [flags, name] of [
        [TRAFFIC[0], 'traffic'],
        [USERS[0], 'users'],
      ] as const) {
        if (options[name] === undefined) command.error(`error: required option '${flags}' not specified`);
      }
      const { simulatePlans } = await import('./simulate.ts');
      return end(await simulatePlans(service, options, terminal));
    });
  const propose = program
    .command('plan')
    .description('Propose a plan by which a fault hurts no more users than you say, on average; prints YAML.')
    .argument('<service>', 'a service of the serin.yml');
  withWorld(propose.requiredOption(...TRAFFIC).requiredOption(...USERS))
    .requiredOption('--fault <share>', 'requests of a bad canary that fail', readRate)
    .requiredOption('--hurt <number>', 'users that it may hurt, on average', wholeNumber(1_000_000))
    .addHelpText(...example('plan checkout --traffic 50/s --users 20000 --errors 1% --fault 2% --hurt 50'))
    .action(async (service: string, options: ProposeOptions) => {
      const { proposePlan } = await import('./propose.ts');
      end(await proposePlan(service, options, terminal));
    });
};
