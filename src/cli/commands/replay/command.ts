import { Option } from 'commander';
import { letterQueues } from '../../../domain/dead-letter.ts';
import { type Add, example, nameOption } from '../../context.ts';
import type { ReplayOptions } from './replay.ts';

const WHAT = `
What a function failed at three times, or what never reached it, waits in its dead letters for two weeks. This shows it, asks, and
hands each to its function again, oldest first; each counts once, however often it comes. A command that would raise a weight is
too old by then: it is refused, and whoever gave it is told. Needs sqs:GetQueueUrl, ReceiveMessage, ChangeMessageVisibility and
DeleteMessage on the three queues <name>-*-dead-letters, and lambda:InvokeFunction on the functions.
Ends with 1 when something was left.`;

/** Adds `serin replay`. */
export const addReplayCommand: Add = (program, { terminal, open, name: usual, end }) => {
  program
    .command('replay')
    .description('Show what Serin did not take, and have it done.')
    .addOption(new Option('--from <function>', 'only what this function did not take').choices(letterQueues))
    .option('--dry-run', 'only show it', false)
    .option('-y, --yes', 'hand it over without asking', false)
    .option('--json', 'print JSON; without --yes it only looks', false)
    .option(...nameOption(usual))
    .addHelpText('after', WHAT)
    .addHelpText(...example('replay --dry-run', 'replay --from worker --yes'))
    .action(async ({ name, ...options }: ReplayOptions & { readonly name: string }) => {
      const { replay } = await import('./replay.ts');
      end(await replay(options, terminal, () => open.replay(name)));
    });
};
