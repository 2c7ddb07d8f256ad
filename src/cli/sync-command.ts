import type { Command } from 'commander';
import type { Open } from './open.ts';
import { checkSync } from './sync.ts';
import type { Exit, Terminal } from './terminal.ts';

/** What a command of the command line works with. */
interface Context {
  readonly terminal: Terminal;
  readonly open: Pick<Open, 'comparison'>;
  /** The installation when `--name` is not given. */
  readonly name: string;
  /** Takes how the command ended. */
  readonly end: (how: Exit) => void;
}

/** Adds `serin sync`. */
export function addSyncCommand(program: Command, { terminal, open, name, end }: Context): void {
  program
    .command('sync')
    .description(
      'Say whether the environment that gets the next release is at the newest of every component. Ends with 1 when it is not.',
    )
    .argument('<service>', 'a service that has components')
    .requiredOption('--check', 'only look; /canary sync in Slack brings it up')
    .option('--json', 'print JSON', false)
    .option('--name <name>', 'the installation: serin, or serin-<stage>', name)
    .action(async (service: string, { json, name: installed }: { json: boolean; name: string }) => {
      end(await checkSync({ service, json }, terminal, () => open.comparison(installed)));
    });
}
