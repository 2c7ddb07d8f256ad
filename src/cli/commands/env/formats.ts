import { createHash } from 'node:crypto';

/** Variables by name, in the order in which they are printed. */
export type Variables = Readonly<Record<string, string>>;

/** Thrown when no quoting of a value reads the same for every reader of the format. */
export class Unwritable extends Error {
  readonly code = 'unwritable';
  constructor(name: string, why: string) {
    super(`${name} cannot be written in a .env file: ${why}. Use --format json.`);
    this.name = 'Unwritable';
  }
}

/** The characters that shells and readers of .env files treat specially between double quotes. */
const SPECIAL = /["\\$`\n\r]/;

/**
 * Quotes a value for a .env file. Within single quotes, shells, Node, Docker and the readers of .env files take everything
 * literally except a single quote.
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
 * Writes a value of several lines for GitHub Actions (workflow commands, "Multiline strings"). The delimiter is a hash of the
 * value, so no value can contain its own delimiter and inject another variable.
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

/** The name of a format. */
export type Format = keyof typeof formats;
