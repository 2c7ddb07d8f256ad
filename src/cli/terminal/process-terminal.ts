import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Terminal } from './terminal.ts';

/** Returns the terminal of the process. Call it once: it handles Ctrl-C. */
export function createTerminal(): Terminal {
  const interruption = new AbortController();
  // The first Ctrl-C lets the write that is under way end; the second one ends the process.
  process.once('SIGINT', () => interruption.abort());
  const { signal } = interruption;

  // `serin schema | head` closes the pipe early; there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

  /** Discards the echo of readline. */
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

  async function ask(question: string, output: Writable = process.stdout): Promise<string> {
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    // readline handles Ctrl-C itself while it waits.
    lines.once('SIGINT', () => interruption.abort());
    try {
      return await lines.question(question, { signal });
    } finally {
      lines.close();
    }
  }

  async function askHidden(question: string): Promise<string> {
    process.stderr.write(question);
    try {
      return await ask('', nowhere);
    } finally {
      process.stderr.write('\n');
    }
  }

  return {
    out: (...lines) => process.stdout.write(lines.map((line) => `${line}\n`).join('')),
    err: (...lines) => process.stderr.write(lines.map((line) => `${line}\n`).join('')),
    read: (path) => readFile(path, 'utf8'),
    create: (path, text) => writeFile(path, text, { flag: 'wx' }),
    ask: process.stdin.isTTY && process.stdout.isTTY ? (question) => ask(question) : null,
    askHidden: process.stdin.isTTY ? askHidden : null,
    input: () => text(process.stdin),
    signal,
  };
}
