import type { TargetState } from '../../../src/domain/rollout/record.ts';
import type { Goal, Inspection, Reading, RollbackResult, Target } from '../../../src/ports/target.ts';
import { TargetChanged, TargetFault } from '../../../src/ports/target.ts';

/** What one simulated target is like in the world. */
export interface Place {
  weight: number;
  cohorts: readonly string[];
  /** Changes with every write, as a Lambda alias' RevisionId does. */
  token: number;
  /** What the baseline describes; a foreign edit changes it. */
  address: string;
  exact: boolean;
  promoted: boolean;
  /** Why what the baseline describes cannot serve any more; absent while it can. */
  noWayBack?: string;
  /** Why the target goes back by itself; absent while it does not. */
  wentBack?: string;
  /** The target shows its weight to everybody this long after a write. */
  spreadMs: number;
  setAt: number;
}

export interface Write {
  readonly target: string;
  readonly verb: 'shift' | 'back';
  readonly before: number;
  readonly after: number;
}

export interface SimulatedTargets extends Target {
  readonly places: Map<string, Place>;
  readonly writes: Write[];
  /** Called with every write, after it took effect. */
  onWrite(listener: (write: Write) => void): void;
  /** Makes the next calls of a verb on a target fail: before or after they took effect. */
  fail(
    target: string,
    verb: 'read' | 'shift' | 'back',
    fault: { times: number; permanent?: boolean; afterEffect?: boolean },
  ): void;
}

/** A kind of target with exact compare-and-set, and faults on demand. */
export function createSimulatedTargets(now: () => number, spreadMs = 0): SimulatedTargets {
  const places = new Map<string, Place>();
  const writes: Write[] = [];
  const listeners: ((write: Write) => void)[] = [];
  const faults = new Map<string, { times: number; permanent: boolean; afterEffect: boolean }>();
  const place = (name: string): Place => {
    const known = places.get(name) ?? {
      weight: 0,
      cohorts: [],
      token: 1,
      address: '1.2.3.4',
      exact: true,
      promoted: false,
      spreadMs,
      setAt: now(),
    };
    places.set(name, known);
    return known;
  };
  const failing = (target: string, verb: string, effect: () => void): void => {
    const fault = faults.get(`${target}/${verb}`);
    if (fault === undefined || fault.times <= 0) {
      effect();
      return;
    }
    fault.times -= 1;
    if (fault.afterEffect) effect();
    throw new TargetFault(
      fault.permanent ? 'ResourceNotFoundException' : 'TooManyRequestsException',
      `${target} did not answer.`,
      fault.permanent,
    );
  };
  const write = (name: string, verb: Write['verb'], change: Partial<Place>): void => {
    const there = place(name);
    const written: Write = { target: name, verb, before: there.weight, after: change.weight ?? there.weight };
    writes.push(written);
    for (const listener of listeners) listener(written);
    Object.assign(there, change, { token: there.token + 1, setAt: now() });
  };
  const goals: Readonly<Record<Goal['kind'], (goal: Goal) => Partial<Place>>> = {
    weight: (goal) => ({
      weight: goal.kind === 'weight' ? goal.weight : 0,
      cohorts: goal.kind === 'weight' ? goal.cohorts : [],
      exact: false,
      promoted: false,
    }),
    promoted: () => ({ weight: 100, cohorts: [], exact: false, promoted: true }),
    baseline: () => ({ weight: 0, cohorts: [], exact: true, promoted: false }),
  };
  return {
    places,
    writes,
    onWrite: (listener) => {
      listeners.push(listener);
    },
    fail: (target, verb, { times, permanent = false, afterEffect = false }) => {
      faults.set(`${target}/${verb}`, { times, permanent, afterEffect });
    },
    inspect: async (ask): Promise<Inspection> => {
      const { weight, address } = place(String(ask.config.name));
      return {
        frozen: { address },
        stable: 'v53',
        canary: ask.label,
        weight,
        expressed: ask.weights,
        baseline: ['checkout-api:live → version 53, no weights'],
        notes: [],
        findings: [],
      };
    },
    read: async (target, asks): Promise<Reading> => {
      failing(target.name, 'read', () => undefined);
      const there = place(target.name);
      const baseline = target.frozen as { address: string };
      const drift =
        there.address === baseline.address ? null : `it answers ${there.address}, it was ${baseline.address}`;
      const effectiveAt = there.setAt + there.spreadMs;
      return {
        weight: there.weight,
        ...(target.config.cohorts !== undefined && { cohorts: there.cohorts }),
        token: there.token,
        effectiveAt: effectiveAt > now() ? null : effectiveAt,
        drift,
        atBaseline: drift === null && there.exact && there.weight === 0 && there.cohorts.length === 0,
        promoted: there.promoted,
        ...(there.wentBack !== undefined && { wentBack: there.wentBack }),
        ...(asks === 'way-back' && there.noWayBack !== undefined && { noWayBack: there.noWayBack }),
      };
    },
    shift: async (target, goal, expected) => {
      failing(target.name, 'shift', () => {
        if (place(target.name).token !== expected.token) throw new TargetChanged(target.name);
        write(target.name, 'shift', goals[goal.kind](goal));
      });
      return { change: null };
    },
    back: async (targets): Promise<readonly RollbackResult[]> =>
      targets.map((target: TargetState): RollbackResult => {
        try {
          failing(target.name, 'back', () =>
            write(target.name, 'back', { weight: 0, cohorts: [], exact: false, promoted: false }),
          );
          return { change: null };
        } catch (error) {
          if (error instanceof TargetFault) return { fault: error };
          throw error;
        }
      }),
  };
}
