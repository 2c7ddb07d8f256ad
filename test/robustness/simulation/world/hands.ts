import type { Sight } from '../invariants/invariants.ts';
import type { Invocation } from '../line.ts';

/** What somebody's hand has left of the targets of a service. */
export interface Hands {
  /** A rollout begins: what somebody did before the worker looked is what its baseline has. */
  begin(by: Invocation | null): void;
  /** A target was written, by a worker or by somebody's hand (`by` is null), while a rollout ran or not. */
  write(target: number, before: Sight, after: Sight, by: Invocation | null, runs: boolean): void;
  /** Since when a target is unlike what the rollout made of it; null: it is as the rollout made it. */
  since(target: number): number | null;
}

export function createHands(now: () => number, targets: number): Hands {
  const foreign = Array.from({ length: targets }, (): number | null => null);
  /** What each was like before that. */
  const ours: string[] = [];
  return {
    begin: (by) => {
      foreign.forEach((at, i) => {
        if (at !== null && at < (by?.beganAt ?? now())) foreign[i] = null;
      });
    },
    write: (target, before, after, by, runs) => {
      if (by !== null) foreign[target] = null;
      if (by !== null || before.look === after.look) return;
      if (foreign[target] === null || !runs) ours[target] = before.look;
      if (!runs) foreign[target] = now();
      else foreign[target] = after.look === ours[target] ? null : (foreign[target] ?? now());
    },
    since: (target) => foreign[target] ?? null,
  };
}
