import type { Requester } from '../../../../src/domain/people/person.ts';
import { isPerson } from '../../../../src/domain/people/requester.ts';
import type { Lock, Restrictions } from '../../../../src/domain/restrictions/restrictions.ts';
import type { ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { digestKey } from '../../../../src/engine/ids.ts';
import type { Invocation } from '../line.ts';
import type { Ground } from './invariants.ts';
import { createPromoters } from './promoters.ts';

/** What is checked of locks, and when. */
export interface LockInvariants {
  /** With every save of the restrictions. */
  onRestrictions(restrictions: Restrictions, by: Invocation | null): void;
  /** With every save of the record. */
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
}

const nameOf = (who: Requester): string => (isPerson(who) ? who.id : who.arn);

/** A lock has one owner, and nobody else starts: not from the save on with which a record knows of it, until it is unlocked. */
export function createLockInvariants({ now, service, breach }: Ground): LockInvariants {
  let held: Lock | null = null;
  const promoters = createPromoters({ now, service });

  const changeIsAllowed = (next: Lock | null, by: Invocation | null): void => {
    if (held === null) return;
    const owner = nameOf(held.by);
    const who = by?.command?.by ?? '';
    if (next !== null && nameOf(next.by) !== owner)
      breach({ invariant: 'a lock has one owner', detail: `${nameOf(next.by)} takes the lock of ${owner}` });
    if (next === null && who !== owner && !promoters.isOne(by))
      breach({ invariant: 'a lock is lifted by who may', detail: `${who} lifts the lock of ${owner}` });
  };

  return {
    onRestrictions: ({ locks = [] }, by) => {
      const mine = locks.filter((lock) => lock.service === service.name);
      if (mine.length > 1)
        breach({ invariant: 'a lock has one owner', detail: `${mine.length} locks on ${service.name}` });
      changeIsAllowed(mine[0] ?? null, by);
      held = mine[0] ?? null;
    },
    onSave: (before, { rollout }) => {
      promoters.onSave(rollout);
      const begins = rollout !== null && before?.rollout?.id !== rollout.id;
      const lock = held;
      if (!begins || lock === null || before?.seen.some(({ key }) => key === digestKey(lock.id)) !== true) return;
      if (nameOf(rollout.by) !== nameOf(lock.by))
        breach({
          invariant: 'nobody but its owner starts a locked service',
          detail: `${nameOf(rollout.by)} starts, and ${nameOf(lock.by)} has the lock`,
        });
    },
  };
}
