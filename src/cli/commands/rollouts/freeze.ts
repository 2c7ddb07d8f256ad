import { ALL, FREEZE_LENGTH, parseFreezeLength } from '../../../command/freeze-words.ts';
import type { CallerBody } from '../../../ports/caller.ts';
import { type Add, example, nameOption } from '../../context.ts';
import { ask } from '../../terminal/ask.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { print } from './commands.ts';
import type { Worker } from './worker.ts';

/** The longest reason, in characters. */
const MAX_REASON = 300;

interface Asked {
  readonly service: string;
  readonly reason: string;
  readonly json: boolean;
}

/** Freezes a service or all of them; the caller who froze lifts it again. */
async function freeze(
  { service, length, reason, json }: Asked & { readonly length: string },
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const ms = parseFreezeLength(length);
  if (ms === null) {
    terminal.err(`${length} is not the length of a freeze. ${FREEZE_LENGTH}`);
    return exit.usage;
  }
  const about = { ms, text: reason.slice(0, MAX_REASON) };
  const body: CallerBody = service === ALL ? { name: 'freeze-all', ...about } : { name: 'freeze', service, ...about };
  return print(await ask(await open(), body, terminal), json, terminal);
}

/** Lifts the caller's own freeze. */
async function unfreeze(
  { service, reason, json }: Asked,
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const text = reason.slice(0, MAX_REASON);
  const body: CallerBody = service === ALL ? { name: 'unfreeze-all', text } : { name: 'unfreeze', service, text };
  return print(await ask(await open(), body, terminal), json, terminal);
}

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
      end(await unfreeze({ service, reason: reason.join(' '), json }, terminal, () => open.worker(name)));
    });
};
