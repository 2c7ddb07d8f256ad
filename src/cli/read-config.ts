import { type ParsedConfig, parseConfig } from '../config/read/parse-config.ts';
import type { Service } from '../domain/service.ts';
import { readText } from './terminal/read-text.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Reads and checks a `serin.yml`; prints the problems and returns null when the file cannot be used. */
export async function readConfig(file: string, terminal: Terminal): Promise<readonly Service[] | null> {
  const text = await readText(file, terminal);
  if (text === null) return null;
  const parsed = parseConfig(text);
  if (parsed.ok) return parsed.services;
  terminal.out(...problemLines(file, parsed));
  return null;
}

/** Returns the problems of a file, each with its position. */
export function problemLines(file: string, { problems }: Extract<ParsedConfig, { ok: false }>): readonly string[] {
  return [
    ...problems.flatMap(({ line, column, path, message, remedy }) => [
      `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}`,
      `  ${message}`,
      `  ${remedy}`,
      '',
    ]),
    `${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in ${file}`,
  ];
}
