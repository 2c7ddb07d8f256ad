import { shellWord } from '../../terminal/quoting.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';

/** The file for a draft. */
export interface WriteOptions {
  /** The file to write; `-` prints instead. */
  readonly output: string;
}

/** A drafted serin.yml, with the names of its services. */
interface Draft {
  readonly text: string;
  readonly names: readonly string[];
}

/** Prints a draft or writes it to a file. Never overwrites a file. */
export async function write({ text, names }: Draft, { output }: WriteOptions, terminal: Terminal): Promise<Exit> {
  if (output === '-') {
    terminal.out(text.trimEnd());
    return exit.done;
  }
  try {
    await terminal.create(output, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return refuseToOverwrite(output, terminal);
    terminal.err(`${output} cannot be written: ${message}`);
    return exit.refused;
  }
  const count = names.length === 1 ? '1 service' : `${names.length} services`;
  terminal.out(`${output}: ${count}. Look for CHANGE in it, then: serin lint ${shellWord(output)}`);
  return exit.done;
}

/** Says that a file is there already, and what to do. */
export function refuseToOverwrite(file: string, { err }: Terminal): Exit {
  err(`${file} is there already, and init writes over nothing. Name another file: --output other.yml, or - to print.`);
  return exit.refused;
}
