import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { noAccount } from './no-account.ts';

/** What `serin` would be called with by a line of a shell, as bash reads it; null when the line does not call it. */
export function wordsOf(line: string, env: NodeJS.ProcessEnv): readonly string[] | null {
  const script = `serin() { printf '%s\\0' "$@"; }; ${line}`;
  const { stdout } = spawnSync('bash', ['--norc', '-c', script], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  return stdout === '' ? null : stdout.split('\0').slice(0, -1);
}

/** The program with commands that do nothing. */
function idleProgram() {
  const program = createProgram({ terminal: fakeTerminal({}), open: noAccount, name: 'serin', end: () => undefined });
  idle(program.commands);
  return program;
}

function idle(commands: readonly Command[]): void {
  for (const command of commands) {
    if (command.commands.length === 0) command.action(() => undefined);
    idle(command.commands);
  }
}

/** Parses words as the command line does, and runs nothing. @throws CommanderError when they are not right */
export async function parseOnly(words: readonly string[]): Promise<void> {
  await idleProgram().parseAsync([...words], { from: 'user' });
}

/** The names of all commands. */
export const commandNames = (): readonly string[] => idleProgram().commands.map((command) => command.name());
