import { Option } from 'commander';
import { type Add, example, nameOption } from '../context.ts';
import type { DoctorOptions } from './doctor/doctor.ts';

/** Adds the commands about an installation of Serin. */
export const addInstallationCommands: Add = (program, { terminal, open, name, end }) => {
  program
    .command('doctor')
    .description(
      'Look at an installation step by step: what is right, what is not, and what to do. Ends with 1 if anything is not.',
    )
    .option('--json', 'print JSON', false)
    .option('--post', 'post a test message in each channel of a service', false)
    .addOption(
      new Option('--before', 'look at an account before Serin is deployed there: quota, permissions, left-overs')
        .default(false)
        .conflicts('post'),
    )
    .option(...nameOption(name))
    .addHelpText(...example('doctor --before', 'doctor --post'))
    .action(async ({ name, before, ...options }: DoctorOptions & { name: string; before: boolean }) => {
      const { doctor, doctorBefore } = await import('./doctor/doctor.ts');
      if (before) return end(await doctorBefore(options.json, terminal, () => open.before(name)));
      return end(await doctor(options, terminal, () => open.doctor(name)));
    });
  program
    .command('manifest')
    .description('Print the manifest of the Slack app with the address of this installation in it.')
    .requiredOption('--url <url>', 'the SlackUrl among the outputs of the stack')
    .addHelpText(...example('manifest --url https://abc.execute-api.eu-central-1.amazonaws.com/slack/events'))
    .action(async ({ url }: { url: string }) => {
      const { manifest } = await import('./manifest.ts');
      end(await manifest(url, terminal));
    });
  program
    .command('secrets')
    .description('Store the secrets of the Slack app: asks for them, or takes name=value lines from a pipe.')
    .option(...nameOption(name))
    .addHelpText(...example('secrets'))
    .action(async ({ name }: { name: string }) => {
      const { secrets } = await import('./secrets/secrets.ts');
      end(await secrets(terminal, () => open.secrets(name)));
    });
  program
    .command('token')
    .description('Print the token with which monitors tell the health of a service over HTTPS.')
    .argument('<service>', 'a service that lists signals')
    .option(...nameOption(name))
    .addHelpText(...example('token checkout'))
    .action(async (service: string, { name }: { name: string }) => {
      const { token } = await import('./secrets/token.ts');
      end(await token(service, terminal, () => open.token(name)));
    });
};
