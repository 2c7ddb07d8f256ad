import { scriptOf } from './draw-script.ts';
import type { Breach } from './invariants/invariants.ts';
import type { Script } from './script.ts';
import { shrunk } from './shrink.ts';
import { type Run, run as runScript } from './world/world.ts';

/** What is simulated. */
export interface Asked {
  /** How many worlds. */
  readonly runs: number;
  /** The first of them; the others have the numbers behind it. */
  readonly seed: number;
  /** How many failures end it; 1 where it is left out. */
  readonly failures?: number;
  /** Called after each run. */
  readonly onRun?: (done: number) => void;
}

/** A world in which an invariant broke. */
export interface Failure {
  readonly seed: number;
  readonly breach: Breach;
  /** The shortest script found that breaks the same invariant, and what happens in it, a line each. */
  readonly script: Script;
  readonly story: readonly string[];
}

/** What a simulation came to. */
export interface Simulated {
  readonly runs: number;
  readonly failures: readonly Failure[];
  /** What was met, by kind and how often: faults, statuses, transitions, decisions. */
  readonly met: ReadonlyMap<string, number>;
  /** Calls of AWS and Slack. */
  readonly calls: number;
}

/** Tells one script: a failure with its shortest story; null when every invariant holds. */
async function failureOf(seed: number, script: Script, run: Run): Promise<Failure | null> {
  const { breach } = run;
  if (breach === null) return null;
  const least = await shrunk(script, { ...run, breach }, runScript);
  return { seed, breach: least.run.breach ?? breach, script: least.script, story: least.run.story };
}

/** Runs worlds, one after the other, until all have run or enough of them have failed. */
export async function simulate({ runs, seed, failures: most = 1, onRun }: Asked): Promise<Simulated> {
  const met = new Map<string, number>();
  const failures: Failure[] = [];
  let calls = 0;
  let done = 0;
  while (done < runs && failures.length < most) {
    const script = scriptOf(seed + done);
    const run = await runScript(script);
    for (const [what, times] of run.met) met.set(what, (met.get(what) ?? 0) + times);
    calls += run.calls;
    const failure = await failureOf(seed + done, script, run);
    if (failure !== null) failures.push(failure);
    done += 1;
    onRun?.(done);
  }
  return { runs: done, failures, met, calls };
}
