import { type Add, example, nameOption } from '../../context.ts';

interface Flags {
  readonly name: string;
  readonly json: boolean;
}

const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

const WHO = `
Speaks with the AWS credentials of the environment, which may call lambda:InvokeFunction on the function <name>-worker. What
people froze is lifted in Slack; who may promote a service lifts every freeze of it there.`;

/** Adds `serin freeze` and `serin unfreeze`. */
export const addFreeze: Add = (program, { terminal, open, name: usual, end }) => {
  program
    .command('freeze')
    .description('Keep a service, or all of them, from raising exposure for a time. Rollbacks work as always.')
    .argument('<service>', 'the service, or all')
    .argument('<duration>', 'how long: 30m, 2h, 1d12h')
    .argument('[reason...]', 'the reason, which people read')
    .option(...JSON_OPTION)
    .option(...nameOption(usual))
    .addHelpText('after', WHO)
    .addHelpText(...example('freeze checkout 2h "incident 42"', 'freeze all 30m "the database moves"'))
    .action(async (service: string, length: string, reason: string[], { name, json }: Flags) => {
      const { freeze } = await import('./freeze.ts');
      end(await freeze({ service, length, reason: reason.join(' '), json }, terminal, () => open.worker(name)));
    });
  program
    .command('unfreeze')
    .description('Lift the freeze that these credentials have set.')
    .argument('<service>', 'the service, or all')
    .argument('[reason...]', 'the reason, which people read')
    .option(...JSON_OPTION)
    .option(...nameOption(usual))
    .addHelpText('after', WHO)
    .addHelpText(...example('unfreeze checkout "incident 42 is over"'))
    .action(async (service: string, reason: string[], { name, json }: Flags) => {
      const { unfreeze } = await import('./freeze.ts');
      end(await unfreeze({ service, reason: reason.join(' '), json }, terminal, () => open.worker(name)));
    });
};
