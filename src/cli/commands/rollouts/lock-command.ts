import { type Add, example, nameOption } from '../../context.ts';

interface Flags {
  readonly name: string;
  readonly json: boolean;
}

const JSON_OPTION = ['--json', 'print one JSON document on standard output', false] as const;

const WHO = `
Speaks with the AWS credentials of the environment, which may call lambda:InvokeFunction on the function <name>-worker. What
people locked is unlocked in Slack, by its owner or by who may promote the service.`;

/** Adds `serin lock`, `serin unlock` and `serin where`. */
export const addLock: Add = (program, { terminal, open, name: usual, end }) => {
  const add = (verb: 'lock' | 'unlock', description: string, shown: string): void => {
    program
      .command(verb)
      .description(description)
      .argument('<service>', 'the service')
      .argument('[reason...]', 'the reason, which people read')
      .option(...JSON_OPTION)
      .option(...nameOption(usual))
      .addHelpText('after', WHO)
      .addHelpText(...example(shown))
      .action(async (service: string, reason: string[], { name, json }: Flags) => {
        const { lock } = await import('./lock.ts');
        end(await lock(verb, { service, reason: reason.join(' '), json }, terminal, () => open.worker(name)));
      });
  };
  add('lock', 'Keep everybody else from starting a service. Rollbacks work as always.', 'lock checkout "load test"');
  add('unlock', 'Unlock what these credentials have locked.', 'unlock checkout "load test is over"');
  program
    .command('where')
    .description('Say whether these credentials can start a service now, and everything that is in the way.')
    .argument('<service>', 'the service')
    .option(...JSON_OPTION)
    .option(...nameOption(usual))
    .addHelpText(...example('where checkout'))
    .action(async (service: string, { name, json }: Flags) => {
      const { where } = await import('./lock.ts');
      end(await where({ service, json }, terminal, () => open.worker(name)));
    });
};
