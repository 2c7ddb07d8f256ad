import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Asked, Failure, Simulated } from './simulate.ts';

const PART = fileURLToPath(new URL('./part.ts', import.meta.url));

/** So many worlds at a time go to a process: few enough that all end at about the same time. */
const PART_RUNS = 25;

/**
 * Runs worlds in several processes, until all have run or enough of them have failed. A world is the same in whichever process it
 * runs; after a failure, the parts that others have begun run to their end.
 *
 * @param jobs the number of processes, from 1
 */
export async function simulateInParallel(
  jobs: number,
  { runs, seed, failures: most = 1 }: Omit<Asked, 'onRun'>,
): Promise<Simulated> {
  const met = new Map<string, number>();
  const failures: Failure[] = [];
  let [next, done, calls] = [0, 0, 0];
  const work = async (): Promise<void> => {
    const child = fork(PART, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`A process of the simulation ended with ${code}.`);
    });
    const simulateIn = async (part: Asked): Promise<Simulated> => {
      child.send(part);
      const [simulated] = await Promise.race([once(child, 'message'), ended]);
      return simulated as Simulated;
    };
    try {
      while (next < runs && failures.length < most) {
        const from = next;
        next += PART_RUNS;
        const part = { runs: Math.min(PART_RUNS, runs - from), seed: seed + from, failures: most };
        const simulated = await simulateIn(part);
        for (const [what, times] of simulated.met) met.set(what, (met.get(what) ?? 0) + times);
        failures.push(...simulated.failures);
        done += simulated.runs;
        calls += simulated.calls;
      }
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, Math.ceil(runs / PART_RUNS)) }, work));
  return { runs: done, failures: failures.toSorted((one, other) => one.seed - other.seed), met, calls };
}
