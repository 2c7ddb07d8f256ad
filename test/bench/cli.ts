import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleCli } from '../../src/build/cli.ts';
import { aSandbox } from '../sandbox/a-sandbox.ts';
import { type Bench, median, ms } from './bench.ts';

const ROUNDS = 9;
const METER = fileURLToPath(new URL('cpu-meter.cjs', import.meta.url));

/** Runs a command and returns the CPU that all its Node processes took, in milliseconds. */
async function measure(words: readonly string[], folder: string, port: string): Promise<number> {
  const file = join(folder, 'cpu');
  await rm(file, { force: true });
  const [command = '', ...args] = words;
  const env = { ...process.env, PORT: port, NODE_OPTIONS: `--require ${METER}`, CPU_METER_FILE: file };
  await promisify(execFile)(command, args, { env });
  const parts = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 1000;
}

export const cli: Bench = {
  about: 'short commands, each process of them, beside an empty Node process in the same turns',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'serin-bench-'));
    const sandbox = await aSandbox();
    try {
      await bundleCli(join(folder, 'dist/cli'));
      await copyFile('package.json', join(folder, 'package.json'));
      const main = join(folder, 'dist/cli/main.mjs');
      const commands = {
        'node -e 0': ['node', '-e', '0'],
        'serin --version, installed': ['node', main, '--version'],
        'serin lint, installed': ['node', main, 'lint', 'examples/serin.yml'],
        'serin lint, in a clone': ['node', 'src/cli/serin.mjs', 'lint', 'examples/serin.yml'],
        'npm run canary -- help': ['npm', 'run', 'canary', '--', 'help'],
      };
      const times = new Map<string, number[]>();
      for (let round = 0; round < ROUNDS; round += 1)
        for (const [name, words] of Object.entries(commands)) {
          const known = times.get(name) ?? [];
          times.set(name, [...known, await measure(words, folder, new URL(sandbox.url).port)]);
        }
      const empty = median(times.get('node -e 0') ?? []);
      return [...times].map(([what, rounds]) => {
        const middle = median(rounds);
        return { what, value: `${ms(middle)} of CPU, ${(middle / empty).toFixed(1)} of an empty process` };
      });
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  },
};
