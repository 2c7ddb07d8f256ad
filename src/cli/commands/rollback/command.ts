import type { Command } from 'commander';
import { type Add, example, nameOption } from '../../context.ts';
import { exit } from '../../terminal/terminal.ts';
import type { WaitOptions } from '../rollouts/commands.ts';
import type { BreakGlassOptions } from './break-glass.ts';

/** The options of `serin rollback`, as they were typed. */
interface Flags extends WaitOptions {
  readonly name: string;
  readonly reason: string;
  readonly from?: string;
  readonly yes: boolean;
  readonly overwrite: boolean;
}

/** The options that belong to only one of the two modes, by their names in commander. */
const OF_SERIN = ['reason', 'wait', 'timeout'];
const OF_BREAK_GLASS = ['yes', 'overwrite'];

const WAYS = `
With a service, Serin takes the rollout back. With --from and no service this is break glass: it brings every target back to a
baseline with AWS credentials alone, when Serin is not there; then --json without --yes only looks.`;

/** Returns the conflict between the given arguments; null when they fit together. */
function contradiction(service: string | undefined, from: string | undefined, command: Command): string | null {
  if (service === undefined && from === undefined) return 'Name the service, or say --from with a baseline.';
  if (service !== undefined && from !== undefined)
    return 'Say either the service or --from: a Serin that is alive does better without --from.';
  const others = from === undefined ? OF_BREAK_GLASS : OF_SERIN;
  const extra = others.filter((name) => command.getOptionValueSource(name) === 'cli').map((name) => `--${name}`);
  if (extra.length === 0) return null;
  return `${extra.join(', ')} ${from === undefined ? 'goes only with --from' : 'does not go with --from'}.`;
}

/**
 * Adds `serin rollback`: through Serin, or with `--from` without it.
 * @param waiting adds the options of commands that can wait
 */
export function addRollback(waiting: (command: Command) => Command): Add {
  return (program, { terminal, open, name: usual, end }) => {
    waiting(program.command('rollback'))
      .description('Take a rollout back; with --from also when Serin is not there.')
      .argument('[service]', 'the service')
      .option('--reason <text>', 'why, for the timeline', '')
      .option('--from <file>', 'the baseline as the thread of the rollout shows it; - takes it from a pipe')
      .option('-y, --yes', 'with --from: write without asking', false)
      .option('--overwrite', 'with --from: write over what somebody else changed meanwhile, too', false)
      .option(...nameOption(usual))
      .addHelpText('after', WAYS)
      .addHelpText(
        ...example('rollback checkout --reason "the smoke test failed" --wait', 'rollback --from baseline.json'),
      )
      .action(async (service: string | undefined, { from, name, ...flags }: Flags, command: Command) => {
        const problem = contradiction(service, from, command);
        if (problem !== null) {
          terminal.err(problem);
          return end(exit.usage);
        }
        if (from !== undefined) {
          const { breakGlass } = await import('./break-glass.ts');
          const options: BreakGlassOptions = { from, yes: flags.yes, overwrite: flags.overwrite, json: flags.json };
          return end(await breakGlass(options, terminal, () => open.breakGlass(name)));
        }
        const { rollback } = await import('../rollouts/commands.ts');
        return end(await rollback({ ...flags, service: service ?? '' }, terminal, () => open.worker(name)));
      });
  };
}
