import { type Add, example, nameOption } from '../../context.ts';

const ABOUT = `
Every line of every rollout's timeline, oldest first: the moment, the service, the rollout, its version, who caused it (a person, an
IAM identity, an alarm, Serin), and what was done. --json adds each rollout with its outcome, its reason and its verdict. What is
finished is kept for 13 months. A command that was refused moved nothing and is not here.

Speaks with the AWS credentials of the environment, which may call ssm:GetParametersByPath on the services, and dynamodb:GetItem
and dynamodb:Query on the table <name>.`;

/** Adds `serin audit`. */
export const addAudit: Add = (program, { terminal, open, name: usual, end }) => {
  program
    .command('audit')
    .description('Say who did what and when, over all services or some.')
    .argument('[services...]', 'the services; all where none is named')
    .option(
      '--since <when>',
      'a duration back from now (24h, 30d), or a date in UTC (2026-11-01, 2026-11-01T09:00Z)',
      '7d',
    )
    .option('--json', 'print one JSON document on standard output', false)
    .option(...nameOption(usual))
    .addHelpText('after', ABOUT)
    .addHelpText(...example('audit --since 24h', 'audit checkout search --since 2026-11-01 --json'))
    .action(async (services: string[], { name, ...options }: { since: string; json: boolean; name: string }) => {
      const { audit } = await import('./audit.ts');
      end(await audit({ services, ...options }, terminal, () => open.audit(name)));
    });
};
