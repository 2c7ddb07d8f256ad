import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { run } from './program.ts';
import type { Terminal } from './terminal.ts';

const interruption = new AbortController();
// The first Ctrl-C lets the write that is under way end; the second one ends the process.
process.once('SIGINT', () => interruption.abort());
const { signal } = interruption;

// `serin schema | head` closes the pipe early; there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // readline takes Ctrl-C for itself while it waits.
  lines.once('SIGINT', () => interruption.abort());
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

const terminal: Terminal = {
  out: (...lines) => process.stdout.write(lines.map((line) => `${line}\n`).join('')),
  err: (...lines) => process.stderr.write(lines.map((line) => `${line}\n`).join('')),
  read: (path) => readFile(path, 'utf8'),
  ask: process.stdin.isTTY && process.stdout.isTTY ? ask : null,
  signal,
};

try {
  // The AWS clients take a while to load, and only `apply` needs them.
  const open = async (names: { table: string }) => (await import('../wire-cli.ts')).createEstate(names);
  process.exitCode = await run(process.argv.slice(2), terminal, open, process.env.SERIN_TABLE ?? 'serin');
} catch (error) {
  terminal.err(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
