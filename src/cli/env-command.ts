import { type Command, Option } from 'commander';
import { type EnvOptions, env } from './env.ts';
import { formats } from './env-formats.ts';
import type { Open } from './open.ts';
import type { Exit, Terminal } from './terminal.ts';

/** What a command of the command line works with. */
interface Context {
  readonly terminal: Terminal;
  readonly open: Pick<Open, 'surroundings'>;
  /** The installation when `--name` is not given. */
  readonly name: string;
  /** Takes how the command ended. */
  readonly end: (how: Exit) => void;
}

/** Adds `serin env`. */
export function addEnvCommand(program: Command, { terminal, open, name, end }: Context): void {
  program
    .command('env')
    .description('Print what a build for one side of a service must inject. Ends with 1 while deployments are closed.')
    .argument('<service>', 'a service that has environments')
    .addOption(
      new Option('--side <side>', 'for which environment').choices(['active', 'fallback', 'a', 'b']).default('active'),
    )
    .addOption(new Option('--format <format>', 'how').choices(Object.keys(formats)).default('dotenv'))
    .option('--even-if-closed', 'print although deployments are closed', false)
    .option('--name <name>', 'the installation: serin, or serin-<stage>', name)
    .action(
      async (service: string, { name: installed, ...options }: Omit<EnvOptions, 'service'> & { name: string }) => {
        end(await env({ service, ...options }, terminal, () => open.surroundings(installed)));
      },
    );
}
