import { type Add, example, nameOption } from '../../context.ts';
import type { ExplainOptions } from './explain.ts';

const ABOUT = `
Reads the rollout's record and judges the stored series again, as the worker did: the verdict, minute by minute, with the evidence
of each test against its limit. Ends with 1 where the verdict that was stored is not the one that comes out.

Speaks with the AWS credentials of the environment, which may call lambda:InvokeFunction on the function <name>-worker.`;

/** Adds `serin explain`. */
export const addExplain: Add = (program, { terminal, open, name: usual, end }) => {
  program
    .command('explain')
    .description('Say why a verdict is what it is, and prove it from the record.')
    .argument('<rollout>', 'a service, for its newest rollout, or the id of a rollout: r-0123456789ab')
    .option('--all', 'every minute of the series, not only the newest', false)
    .option('--svg <file>', 'also draw both versions and the limit, as an SVG')
    .option('--json', 'print one JSON document on standard output', false)
    .option(...nameOption(usual))
    .addHelpText('after', ABOUT)
    .addHelpText(...example('explain checkout', 'explain checkout/r-0123456789ab --all --svg verdict.svg'))
    .action(async (named: string, { name, ...options }: ExplainOptions & { readonly name: string }) => {
      const { explain } = await import('./explain.ts');
      end(await explain(named, options, terminal, () => open.worker(name)));
    });
};
