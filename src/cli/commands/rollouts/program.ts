import type { Command } from 'commander';
import { type Add, example, nameOption } from '../../context.ts';
import { addRollback } from '../rollback/command.ts';
import type { StartOptions } from './commands.ts';

const CODES = `
Ends with 0 when it is done (with --wait: completed; a rollback: rolled back), 1 when it was refused or failed, 2 when the
command line is wrong. With --wait also with 3 when it was rolled back, 4 when it is stuck and somebody has to look, 5 when it
is not over in time, 130 on Ctrl-C; after 5 and 130 the rollout goes on. While Serin holds and asks, this goes on waiting.`;

/** The credentials that a command needs, for every help text. */
const WHO = `
Speaks with the AWS credentials of the environment, which may call lambda:InvokeFunction on the function <name>-worker.`;

const JSON_OPTION = [
  '--json',
  'print one JSON document on standard output; progress goes to standard error',
  false,
] as const;

type Named<T> = T & { readonly name: string };

interface Flags extends Omit<StartOptions, 'service' | 'words'> {
  readonly force: boolean;
  readonly fix: boolean;
  readonly adopt: boolean;
  readonly plan?: string;
}

function addWaitOptions(command: Command): Command {
  return command
    .option('--wait', 'follow the rollout to its end', false)
    .option('--timeout <duration>', 'how long to wait at most: 90m, 6h', '6h')
    .option(...JSON_OPTION)
    .addHelpText('after', WHO + CODES);
}

/** Adds `serin start`. */
const addStart: Add = (program, { terminal, open, name: usual, end }) => {
  addWaitOptions(program.command('start'))
    .description('Start a rollout. The service has to list the IAM role or user in its pipelines.')
    .argument('<service>', 'the service')
    .argument(
      '<version...>',
      'the version, and where needed name=value: checkout-api=17 for a function, record=identifier',
    )
    .option('--force', 'start although an alarm fires or is not evaluated', false)
    .option('--fix', 'start although an alarm fires, and judge only by the comparison with the old version', false)
    .option('--adopt', 'take over a split that is there already', false)
    .option('--plan <name>', 'go by this plan of serin.yml instead of the plan of the service')
    .option('--dry-run', 'show what would happen and what stands in the way; move nothing', false)
    .option(...nameOption(usual))
    .addHelpText(...example('start checkout v54 --dry-run', 'start checkout v54 --wait --timeout 2h'))
    .action(async (service: string, words: string[], { name, force, fix, adopt, plan, ...rest }: Named<Flags>) => {
      const flags = [...(force ? ['force'] : []), ...(fix ? ['fix'] : []), ...(adopt ? ['adopt'] : [])];
      const going = plan === undefined ? [] : [`plan=${plan}`];
      const { start } = await import('./commands.ts');
      end(await start({ ...rest, service, words: [...words, ...going, ...flags] }, terminal, () => open.worker(name)));
    });
};

/** Adds `serin status` and `serin pause`. */
const addShort: Add = (program, { terminal, open, name: usual, end }) => {
  program
    .command('status')
    .description('Say where a service stands, or all of them.')
    .argument('[service]', 'the service; all when it is left out')
    .option(...JSON_OPTION)
    .option(...nameOption(usual))
    .addHelpText('after', WHO)
    .addHelpText(...example('status checkout'))
    .action(async (service: string | undefined, { name, json }: Named<{ readonly json: boolean }>) => {
      const { status } = await import('./commands.ts');
      end(await status({ service, json }, terminal, () => open.worker(name)));
    });
  program
    .command('pause')
    .description('Stop the plan of a service where it is; alarms go on counting. It is resumed in Slack.')
    .argument('<service>', 'the service')
    .option(...JSON_OPTION)
    .option(...nameOption(usual))
    .addHelpText('after', WHO)
    .addHelpText(...example('pause checkout'))
    .action(async (service: string, { name, json }: Named<{ readonly json: boolean }>) => {
      const { pause } = await import('./commands.ts');
      end(await pause({ service, json }, terminal, () => open.worker(name)));
    });
};

/** Adds the commands that call the worker: start, status, pause, rollback. */
export const addRolloutCommands: Add = (program, context) => {
  addStart(program, context);
  addShort(program, context);
  addRollback(addWaitOptions)(program, context);
};
