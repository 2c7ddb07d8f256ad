import type { Observer } from '../cloud/attach.ts';
import { changesAccount } from '../journal.ts';
import type { CallPart } from './parts.ts';

/** The number of calls kept, for those that change the account and for the others, of which there are many more. */
const MAX_CALLS = 100;

/** The length at which arguments are cut, in characters. */
const MAX_INPUT_LENGTH = 1500;

/** The newest calls to AWS. */
export interface Calls {
  readonly observer: Observer;
  /** Returns the newest calls, oldest first. */
  all(): readonly CallPart[];
}

export function createCalls(now: () => number): Calls {
  const kept: Record<'changes' | 'others', readonly CallPart[]> = { changes: [], others: [] };
  let seq = 0;
  return {
    observer: {
      after: ({ service, operation, input, error }) => {
        seq += 1;
        const json = JSON.stringify(input);
        const text = json.length > MAX_INPUT_LENGTH ? `${json.slice(0, MAX_INPUT_LENGTH)}…` : json;
        const changes = changesAccount({ service, operation });
        const call: CallPart = { kind: 'call', seq, at: now(), service, operation, input: text, changes, error };
        const which = changes ? 'changes' : 'others';
        kept[which] = [...kept[which], call].slice(-MAX_CALLS);
      },
    },
    all: () => [...kept.changes, ...kept.others].sort((one, other) => one.seq - other.seq),
  };
}
