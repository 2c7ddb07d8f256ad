import { Option } from 'commander';
import { type Add, example, nameOption } from '../../context.ts';
import type { EnvOptions } from './env.ts';
import { formats } from './formats.ts';

/** Adds `serin env`. */
export const addEnvCommand: Add = (program, { terminal, open, name, end }) => {
  program
    .command('env')
    .description(
      'Print what a build for one environment of a service must inject. Ends with 1 while deployments are closed.',
    )
    .argument('<service>', 'a service that has environments')
    .addOption(
      new Option('--side <side>', 'for which environment: active has the next release, fallback is live')
        .choices(['active', 'fallback', 'a', 'b'])
        .default('active'),
    )
    .addOption(new Option('--format <format>', 'how').choices(Object.keys(formats)).default('dotenv'))
    .option('--even-if-closed', 'print although deployments are closed', false)
    .option(...nameOption(name))
    .addHelpText(...example('env shop', 'env shop --side fallback --format json'))
    .action(
      async (service: string, { name: installed, ...options }: Omit<EnvOptions, 'service'> & { name: string }) => {
        const { env } = await import('./env.ts');
        end(await env({ service, ...options }, terminal, () => open.env(installed)));
      },
    );
};
