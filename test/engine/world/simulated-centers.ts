import type { CenterFound, ControlCenter } from '../../../src/domain/environment/control-center.ts';
import { CenterOverwritten, type ControlCenters } from '../../../src/ports/control-centers.ts';

export interface SimulatedCenters extends Pick<ControlCenters, 'read' | 'write'> {
  /** Every value that was written, in order; those of others too. */
  readonly history: ControlCenter[];
  /** Calls since the beginning, by verb. */
  readonly calls: { read: number; write: number };
  /** Somebody else writes. */
  put(value: ControlCenter): void;
  /** Somebody deletes it, or writes what nobody can read. */
  set(found: CenterFound): void;
  now(): ControlCenter;
  /** Makes the next calls of a verb fail, before or after they took effect. */
  fail(verb: 'read' | 'write', fault: { times: number; afterEffect?: boolean }): void;
  /** Runs something between the reading and the writing of the next write. */
  between(act: () => void): void;
}

/** A control center that counts its versions as SSM does, with faults on demand. */
export function createSimulatedCenters(): SimulatedCenters {
  let found: CenterFound = { is: 'missing' };
  const history: ControlCenter[] = [];
  const calls = { read: 0, write: 0 };
  const faults = { read: { times: 0, afterEffect: false }, write: { times: 0, afterEffect: false } };
  let act: (() => void) | null = null;
  const put = (value: ControlCenter): number => {
    const version: number = (found.is === 'missing' ? 0 : found.version) + 1;
    found = { is: 'there', version, value };
    history.push(value);
    return version;
  };
  const failing = (verb: 'read' | 'write', effect: () => void): void => {
    calls[verb] += 1;
    const fault = faults[verb];
    if (fault.times > 0) {
      fault.times -= 1;
      if (fault.afterEffect) effect();
      throw new Error('SSM is away');
    }
    effect();
  };
  return {
    history,
    calls,
    put: (value) => {
      put(value);
    },
    set: (value) => {
      found = value;
    },
    now: () => {
      if (found.is !== 'there') throw new Error('There is no control center.');
      return found.value;
    },
    fail: (verb, { times, afterEffect = false }) => {
      faults[verb] = { times, afterEffect };
    },
    between: (next) => {
      act = next;
    },
    read: async () => {
      failing('read', () => undefined);
      return found;
    },
    write: async (value, expected) => {
      act?.();
      act = null;
      let version = 0;
      failing('write', () => {
        version = put(value);
      });
      if (version !== expected + 1) throw new CenterOverwritten('/serin/environments/checkout', expected + 1, version);
      return version;
    },
  };
}
