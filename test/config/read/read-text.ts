import { parseConfig } from '../../../src/config/read/parse-config.ts';

/** Every problem of a text on one line each: `line:column path | message | remedy`. */
export function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  if (parsed.ok) return [];
  return parsed.problems.map(
    ({ line, column, path, message, remedy }) => `${line}:${column} ${path} | ${message} | ${remedy}`,
  );
}

/** The services of a text without problems. */
export function services(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(problems(text).join('\n'));
  return parsed.services;
}
