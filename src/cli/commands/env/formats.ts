import { createHash } from 'node:crypto';

/** Variables by name, in the order in which they are printed. */
export type Variables = Readonly<Record<string, string>>;

/** A value cannot be written in a format so that every reader reads the same. */
export class Unwritable extends Error {
  readonly code = 'unwritable';
  constructor(name: string, why: string) {
    super(`${name} cannot be written in a .env file: ${why}. Use --format json.`);
    this.name = 'Unwritable';
  }
}

/** What a shell or a reader of .env files takes for something else between double quotes. */
const SPECIAL = /["\\$`\n\r]/;

/**
 * In single quotes shells, Node, Docker and the readers of .env files take everything as it is, but for a single quote.
 * @throws Unwritable
 */
function quoteVariable(name: string, value: string): string {
  if (value.includes('\0')) throw new Unwritable(name, 'it has a NUL character');
  if (value.includes('\r')) throw new Unwritable(name, 'it has a carriage return');
  if (!value.includes("'")) return `'${value}'`;
  if (SPECIAL.test(value))
    throw new Unwritable(
      name,
      'it has a single quote beside a double quote, a backslash, a backtick, a $ or a new line',
    );
  return `"${value}"`;
}

/**
 * The way of GitHub Actions to write several lines (workflow commands, "Multiline strings"). What ends the value is made
 * from it, so that no value can hold its own end and go on with a variable of its choice.
 */
function delimitVariable(name: string, value: string): string {
  const end = `serin_${createHash('sha256').update(value).digest('hex')}`;
  return `${name}<<${end}\n${value}\n${end}`;
}

/** The formats of `serin env`, by name: all variables as one text without a new line at its end. */
export const formats = {
  dotenv: (variables: Variables) =>
    Object.entries(variables)
      .map(([name, value]) => `${name}=${quoteVariable(name, value)}`)
      .join('\n'),
  json: (variables: Variables) => JSON.stringify(variables, null, 2),
  github: (variables: Variables) =>
    Object.entries(variables)
      .map(([name, value]) => delimitVariable(name, value))
      .join('\n'),
} as const;

/** The word for a format. */
export type Format = keyof typeof formats;
