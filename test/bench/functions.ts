import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../src/build/functions.ts';
import { NAMES } from '../../src/sandbox/account/account.ts';
import { type Bench, median, ms } from './bench.ts';

const ROUNDS = 15;

/** Loads a file in a fresh process and prints the CPU time that took, in milliseconds. */
const LOAD = `
  const began = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(began);
  console.log((user + system) / 1000);
`;

const queueUrl = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;

/** A complete environment; loading calls nobody. */
const ENVIRONMENT = {
  NODE_NO_WARNINGS: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  SERIN_NAME: NAMES.installation,
  SERIN_ACCOUNT: NAMES.account,
  SERIN_TABLE: 'serin',
  SERIN_BUS: NAMES.bus,
  SERIN_TIMER_GROUP: NAMES.timerGroup,
  SERIN_TIMER_TARGET: NAMES.timerTarget,
  SERIN_TIMER_ROLE: NAMES.timerRole,
  SERIN_TIMER_DEAD_LETTERS: NAMES.timerDeadLetters,
  SERIN_WORKER_LETTERS_URL: queueUrl('worker'),
  SERIN_ALARM_LETTERS_URL: queueUrl('alarm'),
  SERIN_TIMER_LETTERS_URL: queueUrl('timer'),
};

async function timeLoad(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', LOAD, file], { env: ENVIRONMENT });
  return Number(stdout);
}

export const functions: Bench = {
  about: 'loading the bundle of each Lambda function in a fresh process',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'serin-bench-'));
    try {
      const rows = [];
      for (const { name, file, bytes, startBytes } of await bundle({ outdir: folder })) {
        const rounds: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timeLoad(file));
        const [all, start] = [bytes, startBytes].map((size) => Math.round(size / 1024));
        rows.push({ what: name, value: `${ms(median(rounds))} of CPU, reads ${start} of ${all} KB` });
      }
      return rows;
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
