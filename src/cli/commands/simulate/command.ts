import type { Command } from 'commander';
import { type Add, example } from '../../context.ts';
import {
  type ProposeOptions,
  readPlanOption,
  readRate,
  readSlower,
  readTraffic,
  type SimulateOptions,
  wholeNumber,
} from './options.ts';
import { proposePlan } from './propose.ts';
import { simulatePlans } from './simulate.ts';

/** Adds the options of the commands that simulate a service. */
const withWorld = (command: Command): Command =>
  command
    .requiredOption('--traffic <rate>', 'requests of both versions: 50/s, 3000/min, 100/h', readTraffic)
    .requiredOption('--users <number>', 'users who make these requests', wholeNumber(1_000_000))
    .option('--errors <share>', 'requests that fail today', readRate, 0.001)
    .option('-f, --config <file>', 'the serin.yml', 'serin.yml')
    .option('--seed <number>', 'the same seed gives the same rollouts', wholeNumber(2 ** 31 - 1), 1)
    .option('--json', 'print JSON', false);

/** Adds `serin simulate` and `serin plan`. */
export const addSimulateCommands: Add = (program, { terminal, end }) => {
  const command = program
    .command('simulate')
    .description(
      "Try a plan before it runs: simulated rollouts with Serin's judge and decisions, with a fault and without.",
    )
    .argument('<service>', 'a service of the serin.yml');
  withWorld(command)
    .option(
      '--plan <plan>',
      "another plan than the service's: 'canary 10% 30m', '5% 10m, 25% 15m, 100%'",
      readPlanOption,
    )
    .option('--compare <plan>', 'a second plan, shown beside the first', readPlanOption)
    .option('--canary-errors <share>', 'requests of the canary that fail', readRate)
    .option('--latency <more>', 'how much slower the canary is: +20%', readSlower)
    .option('--rollouts <number>', 'rollouts with the fault, and as many without', wholeNumber(100_000), 500)
    .addHelpText(
      ...example(
        'simulate checkout --traffic 50/s --users 20000 --errors 1% --canary-errors 2%',
        "simulate checkout --plan 'canary 10% 30m' --compare '5% 10m, 25% 15m, 100%' --traffic 50/s --users 20000 --latency +20%",
      ),
    )
    .action(async (service: string, options: SimulateOptions) => end(await simulatePlans(service, options, terminal)));
  const propose = program
    .command('plan')
    .description('Propose a plan by which a fault hurts no more users than you say, on average; prints YAML.')
    .argument('<service>', 'a service of the serin.yml');
  withWorld(propose)
    .requiredOption('--fault <share>', 'requests of a bad canary that fail', readRate)
    .requiredOption('--hurt <number>', 'users that it may hurt, on average', wholeNumber(1_000_000))
    .addHelpText(...example('plan checkout --traffic 50/s --users 20000 --errors 1% --fault 2% --hurt 50'))
    .action(async (service: string, options: ProposeOptions) => end(await proposePlan(service, options, terminal)));
};
