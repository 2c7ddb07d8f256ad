import { type BreakGlassOptions, breakGlass } from './break-glass.ts';
import { type Add, example } from './context.ts';

/** `serin rollback --from`: what works when Serin does not. */
export const addBreakGlass: Add = (program, { terminal, open, end }) => {
  program
    .command('rollback')
    .description(
      'Break glass: bring every target back to a baseline with AWS credentials alone, when Serin is not there.',
    )
    .requiredOption('--from <file>', 'the baseline as the thread of the rollout shows it; - takes it from a pipe')
    .option('-y, --yes', 'write without asking', false)
    .option('--overwrite', 'write over what somebody else changed meanwhile, too', false)
    .option('--json', 'print JSON; without --yes it only looks', false)
    .addHelpText(...example('rollback --from baseline.json', 'rollback --from baseline.json --json'))
    .action(async (options: BreakGlassOptions) => end(await breakGlass(options, terminal, open.hands)));
};
