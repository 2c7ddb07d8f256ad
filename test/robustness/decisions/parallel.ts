import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Checked } from './check.ts';

const PART = fileURLToPath(new URL('./part.ts', import.meta.url));

/** So many worlds at a time go to a process. */
const PART_RUNS = 1_000;

interface Asked {
  readonly seed: number;
  readonly runs: number;
  /** The number of processes, from 1. */
  readonly jobs: number;
  /** Called after each part, with the number of worlds so far. */
  readonly onPart: (worlds: number) => void;
}

/** Checks worlds in several processes until all are checked or one has failed; of several failures, the lowest seed is told. */
export async function checkInParallel({ seed, runs, jobs, onPart }: Asked): Promise<Checked> {
  let total: Checked = { worlds: 0, steps: 0, failure: null };
  let next = 0;
  const take = (part: Checked): void => {
    const known = total.failure;
    const isFirst = part.failure !== null && (known === null || part.failure.seed < known.seed);
    const failure = isFirst ? part.failure : known;
    total = { worlds: total.worlds + part.worlds, steps: total.steps + part.steps, failure };
    onPart(total.worlds);
  };
  const work = async (): Promise<void> => {
    const child = fork(PART, { execArgv: ['--import', 'tsx'] });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`A process of the checker ended with ${code}.`);
    });
    try {
      while (next < runs && total.failure === null) {
        const from = next;
        next += PART_RUNS;
        child.send({ seed: seed + from, runs: Math.min(PART_RUNS, runs - from) });
        const [part] = await Promise.race([once(child, 'message'), ended]);
        take(part as Checked);
      }
    } finally {
      ended.catch(() => null);
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, Math.ceil(runs / PART_RUNS)) }, work));
  return total;
}
