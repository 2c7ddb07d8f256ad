import type { Breach } from './invariants/invariants.ts';
import type { Happening, Script } from './script.ts';
import type { Run } from './world/world.ts';

/** How many runs are spent on one story. */
const MOST_RUNS = 600;

/** A part of a script that can be left out. */
type Part = { readonly happening: Happening } | { readonly where: string; readonly fault: string };

function withParts(script: Script, parts: readonly Part[]): Script {
  const faults = new Map<string, string>();
  const happenings: Happening[] = [];
  for (const part of parts) {
    if ('happening' in part) happenings.push(part.happening);
    else faults.set(part.where, part.fault);
  }
  return { ...script, happenings, faults };
}

/** The parts without those from `from` on, `size` of them. */
function without(parts: readonly Part[], from: number, size: number): readonly Part[] {
  return [...parts.slice(0, from), ...parts.slice(from + size)];
}

/**
 * The shortest script that can be found that still breaks the same invariant. Faults are named by where they are met
 * (`Lambda.UpdateAlias#3`), so that leaving out one leaves the others where they are. Leaves out halves, quarters and so on
 * (delta debugging; Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
export async function shrunk(
  script: Script,
  first: Run & { readonly breach: Breach },
  run: (script: Script) => Promise<Run>,
): Promise<{ readonly script: Script; readonly run: Run }> {
  let best = { script, run: first as Run };
  let spent = 0;
  const attempt = async (candidate: Script): Promise<boolean> => {
    if (spent >= MOST_RUNS) return false;
    spent += 1;
    const outcome = await run(candidate);
    if (outcome.breach?.invariant !== first.breach.invariant) return false;
    best = { script: candidate, run: outcome };
    return true;
  };
  let parts: readonly Part[] = [
    ...script.happenings.map((happening) => ({ happening })),
    ...[...first.faults].map(([where, fault]) => ({ where, fault })),
  ];
  // What was drawn becomes a list; should that not fail alike, the story stays as it was.
  if (!(await attempt(withParts(script, parts)))) return best;
  let base = best.script;
  for (const simpler of [{ uneven: false }, { endsInAlarm: false }]) {
    if (await attempt({ ...base, ...simpler })) base = best.script;
  }
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < parts.length; ) {
      const fewer = without(parts, from, size);
      if (await attempt(withParts(base, fewer))) parts = fewer;
      else from += size;
    }
  }
  for (const [i, part] of parts.entries()) {
    if (!('happening' in part) || !('arrives' in part.happening) || part.happening.arrives.length < 2) continue;
    const { happening } = part;
    const once = { happening: { ...happening, arrives: happening.arrives.slice(0, 1) } };
    const simpler = parts.map((other, j) => (i === j ? once : other));
    if (await attempt(withParts(base, simpler))) parts = simpler;
  }
  return best;
}
