import { Command, CommanderError } from 'commander';
import { interpretWord, type Ranks, stopText } from '../command/interpret-word.ts';
import { addAdopt } from './commands/adopt/command.ts';
import { addAudit } from './commands/audit/command.ts';
import { addConfigCommands } from './commands/config-commands.ts';
import { addEnvCommand } from './commands/env/command.ts';
import { addExplain } from './commands/explain/command.ts';
import { addInstallationCommands } from './commands/installation-commands.ts';
import { addReplayCommand } from './commands/replay/command.ts';
import { addFreeze } from './commands/rollouts/freeze-command.ts';
import { addLock } from './commands/rollouts/lock-command.ts';
import { addRolloutCommands } from './commands/rollouts/program.ts';
import { addSimulateCommands } from './commands/simulate/command.ts';
import { addSyncCommand } from './commands/sync/command.ts';
import { addCompletionCommand } from './completion/completion.ts';
import type { Context } from './context.ts';
import type { Open } from './open.ts';
import { type Exit, exit, type Terminal } from './terminal/terminal.ts';
import { version } from './version.ts';

const exitCodes = `
Exit codes:
  0    done
  1    refused or failed; the last lines say why and what to do
  2    not a command line of serin
  3    with --wait: it was rolled back
  4    with --wait: it is stuck, somebody has to look
  5    with --wait: it is not over in time, and goes on
  130  interrupted`;

/**
 * Runs one command line and returns the exit code: 0 done, 1 refused, 2 wrong command line, 130 interrupted; with --wait also
 * 3 rolled back, 4 stuck, 5 timed out.
 * @param args the words after `serin`
 * @param name the name of the installation when `--name` is not given
 */
export async function run(args: readonly string[], terminal: Terminal, open: Open, name: string): Promise<Exit> {
  let code: Exit = exit.done;
  const program = createProgram({
    terminal,
    open,
    name,
    end: (how) => {
      code = how;
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
    throw error;
  }
  return code;
}

/**
 * The rank of the commands that leave users as exposed as they are, or less; every other command counts as one that may expose
 * more.
 */
const EXPOSURE: Ranks = {
  rollback: 0,
  pause: 1,
  freeze: 1,
  lock: 1,
  where: 1,
  status: 1,
  explain: 1,
  lint: 1,
  simulate: 1,
  plan: 1,
  doctor: 1,
  token: 1,
  env: 1,
  manifest: 1,
  schema: 1,
  completion: 1,
  help: 1,
};

/**
 * Returns the error for an unknown command, with a suggestion that never exposes users more than any command the word may
 * mean.
 */
function unknownCommand(word: string, { commands }: Command): string {
  const ranks = Object.fromEntries(commands.map((each) => [each.name(), EXPOSURE[each.name()] ?? 2] as const));
  const meant = interpretWord(word, { ...EXPOSURE, ...ranks });
  if (meant?.kind === 'stop') return `error: ${stopText(word, 'serin ')}`;
  return `error: unknown command '${word}'${meant === null ? '' : `\n(Did you mean ${meant.word}?)`}`;
}

/** Returns the program with all its commands. Its parsing throws a CommanderError when the command line is wrong. */
export function createProgram(context: Context): Command {
  const { terminal } = context;
  const program = new Command('serin')
    .description('Canary rollouts on AWS, run from Slack.')
    .version(version(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError('serin --help shows what there is.')
    .addHelpText('after', exitCodes);
  addConfigCommands(program, context);
  addRolloutCommands(program, context);
  addFreeze(program, context);
  addLock(program, context);
  addExplain(program, context);
  addAudit(program, context);
  addAdopt(program, context);
  addEnvCommand(program, context);
  addSimulateCommands(program, context);
  addSyncCommand(program, context);
  addInstallationCommands(program, context);
  addReplayCommand(program, context);
  addCompletionCommand(program, context);
  // After the commands, which keep commander's suggestions for their options.
  program.showSuggestionAfterError(false).on('command:*', ([word]: readonly string[]) => {
    program.error(unknownCommand(word ?? '', program), { code: 'commander.unknownCommand' });
  });
  return program;
}
