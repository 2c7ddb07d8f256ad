import type { Observer } from '../cloud/attach.ts';
import { CHANGES } from '../journal.ts';
import type { CallPart } from './parts.ts';

/** Calls kept, newest last. */
const KEPT = 150;

/** Arguments longer than this are cut, in characters. */
const LONGEST_INPUT = 1500;

/** The calls to AWS, as they are made. */
export interface Calls {
  readonly observer: Observer;
  /** The newest calls, oldest first. */
  all(): readonly CallPart[];
}

export function createCalls(now: () => number): Calls {
  let calls: readonly CallPart[] = [];
  let seq = 0;
  return {
    observer: {
      after: ({ service, operation, input, error }) => {
        seq += 1;
        const json = JSON.stringify(input);
        const text = json.length > LONGEST_INPUT ? `${json.slice(0, LONGEST_INPUT)}…` : json;
        const changes = CHANGES.test(operation);
        const call: CallPart = { kind: 'call', seq, at: now(), service, operation, input: text, changes, error };
        calls = [...calls, call].slice(-KEPT);
      },
    },
    all: () => calls,
  };
}
