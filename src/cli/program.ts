import { Command, CommanderError } from 'commander';
import { jsonSchemaText } from '../config/json-schema.ts';
import { type ApplyOptions, apply } from './apply.ts';
import type { Estate } from './estate.ts';
import { lint } from './lint.ts';
import { type Exit, exit, type Terminal } from './terminal.ts';

/** Where `serin apply` finds the account's things. */
export interface EstateNames {
  readonly table: string;
}

/** Opens the account; called by commands that need it, and by no other. */
export type OpenEstate = (names: EstateNames) => Promise<Estate>;

/**
 * Runs one command line and returns the exit code: 0 done, 1 refused, 2 not a command line, 130 interrupted.
 * @param args what stands after `serin`
 * @param table the name of the table when `--table` is not given
 */
export async function run(args: readonly string[], terminal: Terminal, open: OpenEstate, table: string): Promise<Exit> {
  let code: Exit = exit.done;
  const program = new Command('serin')
    .description('Canary rollouts on AWS, run from Slack.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError('serin --help shows what there is.');
  program
    .command('lint')
    .description('Check a serin.yml: every problem with its line, or a line per service.')
    .argument('<file>', 'the serin.yml')
    .action(async (file: string) => {
      code = await lint(file, terminal);
    });
  program
    .command('schema')
    .description('Print the JSON Schema of serin.yml, for editors.')
    .action(() => terminal.out(jsonSchemaText().trimEnd()));
  program
    .command('apply')
    .description('Bring the services of a serin.yml to the account: shows what changes, and asks first.')
    .argument('<file>', 'the serin.yml')
    .option('-y, --yes', 'write without asking', false)
    .option('--remove <service>', 'a service that goes, or is renamed; may be said several times', collected, [])
    .option('--table <name>', "Serin's DynamoDB table", table)
    .action(async (file: string, { table, ...options }: Omit<ApplyOptions, 'file'> & { table: string }) => {
      code = await apply({ file, ...options }, terminal, () => open({ table }));
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    throw error;
  }
  return code;
}

/** Collects an option that may be said several times. */
function collected(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}
