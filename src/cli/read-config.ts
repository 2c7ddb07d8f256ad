import { parseConfig } from '../config/parse-config.ts';
import type { Service } from '../rollout/service.ts';
import type { Terminal } from './terminal.ts';

/** Reads and checks a `serin.yml`; says what is wrong with it and returns null when it cannot be used. */
export async function readConfig(file: string, terminal: Terminal): Promise<readonly Service[] | null> {
  let text: string;
  try {
    text = await terminal.read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    terminal.err(
      code === 'ENOENT' ? `There is no file ${file}. Check the path.` : `${file} cannot be read: ${message}`,
    );
    return null;
  }
  const parsed = parseConfig(text);
  if (parsed.ok) return parsed.services;
  for (const { line, column, path, message, remedy } of parsed.problems) {
    terminal.out(`${file}:${line}:${column}${path === '' ? '' : ` ${path}`}`, `  ${message}`, `  ${remedy}`, '');
  }
  terminal.out(`${parsed.problems.length === 1 ? '1 problem' : `${parsed.problems.length} problems`} in ${file}`);
  return null;
}
