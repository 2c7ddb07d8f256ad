import type { Command } from 'commander';
import type { Open } from './open.ts';
import type { Exit, Terminal } from './terminal/terminal.ts';

/** The dependencies of the commands. */
export interface Context {
  readonly terminal: Terminal;
  readonly open: Open;
  /** The name of the installation when `--name` is not given. */
  readonly name: string;
  /** Sets the exit code of the command. */
  end(code: Exit): void;
}

/** Adds commands to the program. */
export type Add = (program: Command, context: Context) => void;

/** Returns the `--name` option of the commands that work with an installation. */
export const nameOption = (name: string) =>
  ['--name <name>', 'the installation: serin, or serin-<stage>', name] as const;

/** Returns examples for the help of a command. */
export const example = (...lines: readonly string[]): readonly ['after', string] => [
  'after',
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  serin ${line}`).join('\n')}`,
];
