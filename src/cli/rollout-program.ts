import type { Command } from 'commander';
import { pause, rollback, type StartOptions, start, status, type WaitOptions } from './rollout-commands.ts';
import type { Exit, Terminal } from './terminal.ts';
import type { Worker } from './worker.ts';

type Named<T> = T & { readonly name: string };

const CODES = `
Ends with 0 when it is done (with --wait: completed; a rollback: rolled back), 1 when it was refused or failed, 2 when the
command line is wrong. With --wait also with 3 when it was rolled back, 4 when it is stuck and somebody has to look, 5 when it
is not over in time, 130 on Ctrl-C; after 5 and 130 the rollout goes on. While Serin holds and asks, this goes on waiting.`;

/** Says who may, in every help. */
const WHO = `
Speaks with the AWS credentials of the environment, which may call lambda:InvokeFunction on the function <name>-worker.`;

const JSON_OPTION = [
  '--json',
  'print one JSON document on standard output; progress goes to standard error',
  false,
] as const;

function waiting(command: Command): Command {
  return command
    .option('--wait', 'follow the rollout to its end', false)
    .option('--timeout <duration>', 'how long to wait at most: 90m, 6h', '6h')
    .option(...JSON_OPTION)
    .addHelpText('after', WHO + CODES);
}

/**
 * Adds the commands that speak to the worker: start, status, pause, rollback.
 * @param naming the option that names the installation: flags, description, default
 */
export function addRolloutCommands(
  program: Command,
  terminal: Terminal,
  naming: readonly [string, string, string],
  open: (name: string) => Promise<Worker>,
  ended: (code: Exit) => void,
): void {
  waiting(program.command('start'))
    .description('Start a rollout. The service has to list the IAM role or user in its pipelines.')
    .argument('<service>', 'the service')
    .argument(
      '<version...>',
      'the version, and where needed name=value: checkout-api=17 for a function, record=identifier',
    )
    .option('--force', 'start although an alarm fires', false)
    .option('--adopt', 'take over a split that is there already', false)
    .option('--dry-run', 'show what would happen and what stands in the way; move nothing', false)
    .option(...naming)
    .action(async (service: string, words: string[], options: Named<Flags>) => {
      const { name, force, adopt, ...rest } = options;
      const flags = [...(force ? ['force'] : []), ...(adopt ? ['adopt'] : [])];
      ended(await start({ ...rest, service, words: [...words, ...flags] }, terminal, () => open(name)));
    });
  program
    .command('status')
    .description('Say where a service stands, or all of them.')
    .argument('[service]', 'the service; all when it is left out')
    .option(...JSON_OPTION)
    .option(...naming)
    .addHelpText('after', WHO)
    .action(async (service: string | undefined, { name, json }: Named<{ readonly json: boolean }>) => {
      ended(await status({ service, json }, terminal, () => open(name)));
    });
  program
    .command('pause')
    .description('Stop the plan of a service where it is; alarms go on counting. It is resumed in Slack.')
    .argument('<service>', 'the service')
    .option(...JSON_OPTION)
    .option(...naming)
    .addHelpText('after', WHO)
    .action(async (service: string, { name, json }: Named<{ readonly json: boolean }>) => {
      ended(await pause({ service, json }, terminal, () => open(name)));
    });
  waiting(program.command('rollback'))
    .description('Take a rollout back.')
    .argument('<service>', 'the service')
    .option('--reason <text>', 'why, for the timeline', '')
    .option(...naming)
    .action(async (service: string, { name, ...options }: Named<WaitOptions & { readonly reason: string }>) => {
      ended(await rollback({ ...options, service }, terminal, () => open(name)));
    });
}

interface Flags extends Omit<StartOptions, 'service' | 'words'> {
  readonly force: boolean;
  readonly adopt: boolean;
}
