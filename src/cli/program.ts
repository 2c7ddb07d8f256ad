import { Command, CommanderError } from 'commander';
import { jsonSchemaText } from '../config/json-schema.ts';
import { type ApplyOptions, apply } from './apply.ts';
import { type DoctorOptions, doctor } from './doctor.ts';
import { addEnvCommand } from './env-command.ts';
import { lint } from './lint.ts';
import { manifest } from './manifest.ts';
import type { Open } from './open.ts';
import { secrets } from './secrets.ts';
import { addSyncCommand } from './sync-command.ts';
import { type Exit, exit, type Terminal } from './terminal.ts';

/**
 * Runs one command line and returns the exit code: 0 done, 1 refused, 2 not a command line, 130 interrupted.
 * @param args what stands after `serin`
 * @param name the name of the installation when `--name` is not given
 */
export async function run(args: readonly string[], terminal: Terminal, open: Open, name: string): Promise<Exit> {
  let code: Exit = exit.done;
  const naming = ['--name <name>', 'the installation: serin, or serin-<stage>', name] as const;
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
    .option(...naming)
    .action(async (file: string, { name, ...options }: Omit<ApplyOptions, 'file'> & { name: string }) => {
      code = await apply({ file, ...options }, terminal, () => open.estate(name));
    });
  program
    .command('doctor')
    .description(
      'Look at an installation step by step: what is right, what is not, and what to do. Ends with 1 if anything is not.',
    )
    .option('--json', 'print JSON', false)
    .option('--post', 'post a test message in each channel of a service', false)
    .option(...naming)
    .action(async ({ name, ...options }: DoctorOptions & { name: string }) => {
      code = await doctor(options, terminal, () => open.premises(name));
    });
  const end = (how: Exit) => {
    code = how;
  };
  addEnvCommand(program, { terminal, open, name, end });
  addSyncCommand(program, { terminal, open, name, end });
  program
    .command('manifest')
    .description('Print the manifest of the Slack app with the address of this installation in it.')
    .requiredOption('--url <url>', 'the SlackUrl that npm run deploy printed')
    .action(async ({ url }: { url: string }) => {
      code = await manifest(url, terminal);
    });
  program
    .command('secrets')
    .description('Store the secrets of the Slack app: asks for them, or takes name=value lines from a pipe.')
    .option(...naming)
    .action(async ({ name }: { name: string }) => {
      code = await secrets(terminal, () => open.vault(name));
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
