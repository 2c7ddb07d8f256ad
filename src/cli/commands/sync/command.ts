import { type Add, example, nameOption } from '../../context.ts';

/** Adds `serin sync`. */
export const addSyncCommand: Add = (program, { terminal, open, name, end }) => {
  program
    .command('sync')
    .description(
      'Say whether the environment that gets the next release is at the newest of every component. Ends with 1 when it is not.',
    )
    .argument('<service>', 'a service that has components')
    .requiredOption('--check', 'only look; /canary sync in Slack brings it up')
    .option('--json', 'print JSON', false)
    .option(...nameOption(name))
    .addHelpText(...example('sync --check shop', 'sync --check shop --json'))
    .action(async (service: string, { json, name: installed }: { json: boolean; name: string }) => {
      const { checkSync } = await import('./sync.ts');
      end(await checkSync({ service, json }, terminal, () => open.sync(installed)));
    });
};
