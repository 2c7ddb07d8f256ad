import { isPerson } from '../../../../src/domain/people/requester.ts';
import { type Freeze, noRestrictions, type Restrictions } from '../../../../src/domain/restrictions/restrictions.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import { digestKey } from '../../../../src/engine/ids.ts';
import type { Invocation } from '../line.ts';
import type { Ground } from './invariants.ts';
import { createPromoters } from './promoters.ts';

/** What is checked of freezes, and when. */
export interface FreezeInvariants {
  /** With every save of the restrictions. */
  onRestrictions(restrictions: Restrictions, by: Invocation | null): void;
  /** With every save of the record. */
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
}

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck'];

/** What a save gives the canary that it did not have, in words; null for nothing. */
function riseIn(was: Rollout | null, is: Rollout): string | null {
  if (was?.id !== is.id) return isFinished(is) ? null : 'a rollout starts';
  // What a person leaves on the canary on the way back is no raise.
  if (GOES_BACK.includes(was.phase.status)) return null;
  if (is.weight > was.weight) return `${was.weight}% → ${is.weight}%`;
  if (is.cohorts.some((name) => !was.cohorts.includes(name))) return `it opens to ${is.cohorts.join(', ')}`;
  if (is.promotionBegan && !was.promotionBegan) return 'it is promoted';
  const put = is.putBack?.since === was.putBack?.since ? [] : Object.entries(is.putBack?.shares ?? {});
  const lowered = put.find(([, { weight }]) => weight < is.weight);
  return lowered === undefined ? null : `${lowered[0]} is put back from ${lowered[1].weight}% to ${is.weight}%`;
}

/** Nobody raises exposure in a freeze: not from the save on with which a record knows of it, until its end or its lift. */
export function createFreezeInvariants({ now, service, breach }: Ground): FreezeInvariants {
  let restrictions = noRestrictions();
  const promoters = createPromoters({ now, service });

  /** What is in force is lifted by its owner, and what concerns one service by who may promote it. */
  const liftsAreAllowed = (next: Restrictions, by: Invocation | null): void => {
    const who = by?.command?.by ?? '';
    const isOwner = ({ by: owner }: Freeze): boolean => isPerson(owner) && owner.id === who;
    const gone = restrictions.freezes.filter(
      ({ id, until }) => until > now() + CLOCK_SKEW_MS && !next.freezes.some((freeze) => freeze.id === id),
    );
    const wrong = gone.find((freeze) => {
      if (freeze.service !== null && freeze.service !== service.name) return false;
      return !isOwner(freeze) && (freeze.service === null || !promoters.isOne(by));
    });
    const lift = next.lifts.find(
      (each) => each.service === service.name && !restrictions.lifts.some(({ at }) => at === each.at),
    );
    if (wrong !== undefined || (lift !== undefined && !promoters.isOne(by)))
      breach({ invariant: 'a freeze is lifted by who may', detail: `${who} lifts ${wrong?.id ?? 'others'}` });
  };

  const isLifted = ({ at, until }: Freeze): boolean =>
    restrictions.lifts.some((lift) => lift.service === service.name && lift.until >= until && lift.at >= at);

  return {
    onRestrictions: (next, by) => {
      liftsAreAllowed(next, by);
      restrictions = next;
    },
    onSave: (before, after, by) => {
      const { rollout } = after;
      promoters.onSave(rollout);
      const rise = rollout === null ? null : riseIn(before?.rollout ?? null, rollout);
      if (rise === null) return;
      const frozen = restrictions.freezes.find(
        (freeze) =>
          (freeze.service === null || freeze.service === service.name) &&
          freeze.until > now() + CLOCK_SKEW_MS &&
          before?.seen.some(({ key }) => key === digestKey(freeze.id)) === true &&
          !isLifted(freeze),
      );
      if (frozen !== undefined)
        breach({ invariant: 'nobody raises in a freeze', detail: `${rise}, by ${by?.what ?? 'somebody'}` });
    },
  };
}
