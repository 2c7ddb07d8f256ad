import type { Terminal } from './terminal.ts';

/** Reads a file that a person named; prints the reason and returns null when it cannot be read. */
export async function readText(file: string, { read, err }: Terminal): Promise<string | null> {
  try {
    return await read(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    err(code === 'ENOENT' ? `There is no file ${file}. Check the path.` : `${file} cannot be read: ${message}`);
    return null;
  }
}
