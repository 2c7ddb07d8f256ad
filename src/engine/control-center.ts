import { CenterOverwritten } from '../ports/control-centers.ts';
import {
  type CenterFound,
  type ControlCenter,
  foreignIn,
  isNewsOf,
  isSame,
  type KnownCenter,
  owed,
} from '../rollout/control-center.ts';
import { decide } from '../rollout/decide.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../rollout/record.ts';
import type { Planned } from '../rollout/signal.ts';
import { applied } from './apply.ts';
import type { Deps } from './deps.ts';
import { saved, update, withRecord } from './save.ts';

/** While a worker is at it, others leave it alone: longer than any function runs. */
const CLAIM_MS = 90_000;
/** After a failure nobody tries again for this long, so that an outage of SSM costs the traffic no time. */
const RETRY_MS = 20_000;
/** Of values whose writes had no answer so many are remembered. */
const MAYBE = 5;

type Guarded = ServiceRecord & { readonly rollout: Rollout; readonly controlCenter: KnownCenter };

/** A record whose rollout has something to do with a control center. */
function isGuarded(record: ServiceRecord): record is Guarded {
  return record.controlCenter !== null && record.rollout !== null && record.rollout.environments !== null;
}

/** A record with other knowledge of the control center, as long as it is about the same service. */
function withCenter(record: ServiceRecord, change: Partial<KnownCenter>): ServiceRecord {
  return record.controlCenter === null ? record : { ...record, controlCenter: { ...record.controlCenter, ...change } };
}

/** A rollout that is over keeps its timeline; what comes later is said in its thread alone. */
function lastWord({ id, entries }: Rollout, detail: string, version: number, at: number): Planned {
  const text = `Somebody changed the control center: ${detail}. Serin does not overwrite it; the next start takes it as it is.`;
  const said = [{ n: entries + 1, at, by: { kind: 'serin' } as const, text }];
  return {
    key: `thread#${id}#control-center#${version}`,
    body: { kind: 'thread', rollout: id, entries: said, mention: [] },
  };
}

/** Takes in that somebody else wrote to the control center, once, and tells it. */
function reported(
  deps: Deps,
  known: ServiceRecord,
  detail: string,
  change: Partial<KnownCenter>,
): Promise<ServiceRecord> {
  return withRecord(deps, known.service, known, async (record) => {
    if (!isGuarded(record)) return record;
    const { rollout, controlCenter } = record;
    const after = withCenter(record, change);
    if (!isNewsOf(rollout, controlCenter, detail)) {
      const isNothing = JSON.stringify(after.controlCenter) === JSON.stringify(controlCenter);
      return isNothing ? record : saved(deps, record, after, undefined);
    }
    const now = deps.clock.now();
    deps.log.warn({ service: record.service, rollout: rollout.id, detail }, 'somebody changed the control center');
    const decision = decide(rollout, { kind: 'control-center', detail }, now);
    const extra = isFinished(rollout) ? [lastWord(rollout, detail, controlCenter.version, now)] : [];
    return saved(deps, record, applied(after, decision, [], extra, now), undefined);
  });
}

async function found(deps: Deps, service: string): Promise<CenterFound | null> {
  try {
    return await deps.controlCenters.read(service);
  } catch (error) {
    deps.log.warn({ service, error: String(error) }, 'the control center could not be read');
    return null;
  }
}

/**
 * Looks whether somebody else changed the control center while a rollout runs. What cannot be read is looked at again next
 * time: nothing waits for SSM.
 */
export async function watchCenter(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (!isGuarded(record) || isFinished(record.rollout)) return record;
  const seen = await found(deps, record.service);
  if (seen === null) return record;
  const foreign = foreignIn(record.controlCenter, seen, false);
  if (foreign !== null) return reported(deps, record, foreign, { foreign });
  if (record.controlCenter.foreign === null) return record;
  return update(deps, record, (fresh) => withCenter(fresh, { foreign: null }));
}

/** What a worker came to that had the control center to itself. */
type Outcome =
  | { readonly is: 'ours'; readonly version: number }
  | { readonly is: 'foreign'; readonly detail: string }
  | { readonly is: 'overwritten'; readonly detail: string; readonly version: number }
  /** `isWritten`: whether the value may be there all the same. */
  | { readonly is: 'unknown'; readonly isWritten: boolean };

async function write(deps: Deps, record: Guarded, wanted: ControlCenter): Promise<Outcome> {
  const seen = await found(deps, record.service);
  if (seen === null) return { is: 'unknown', isWritten: false };
  if (seen.is === 'there' && isSame(seen.value, wanted)) return { is: 'ours', version: seen.version };
  const foreign = foreignIn(record.controlCenter, seen, true);
  if (foreign !== null || seen.is !== 'there') return { is: 'foreign', detail: foreign ?? 'it is gone' };
  try {
    return { is: 'ours', version: await deps.controlCenters.write(wanted, seen.version) };
  } catch (error) {
    if (error instanceof CenterOverwritten) return { is: 'overwritten', detail: error.message, version: error.version };
    deps.log.warn({ service: record.service, error: String(error) }, 'the control center could not be written');
    return { is: 'unknown', isWritten: true };
  }
}

/**
 * Brings the control center to what the record intends, where it is not there yet. One worker at a time: there is no
 * compare-and-set, so the claim is saved in the record first, and what is there is read before it is written. A worker that
 * dies in between leaves what the next one finds: the value of before, or the one that was wanted.
 *
 * @returns the record as it is afterwards; nothing is thrown when SSM does not answer, since no traffic waits for it
 */
export async function keepCenter(deps: Deps, known: ServiceRecord): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const mine: ControlCenter[] = [];
  const isFree = ({ rollout, controlCenter }: ServiceRecord): boolean =>
    owed(rollout, controlCenter) !== null && (controlCenter?.busyUntil ?? 0) <= now;
  if (!isFree(known)) return known;
  const claimed = await update(deps, known, (record) => {
    const wanted = isFree(record) ? owed(record.rollout, record.controlCenter) : null;
    mine.splice(0, mine.length, ...(wanted === null ? [] : [wanted]));
    if (wanted === null) return record;
    const maybe = [...(record.controlCenter?.maybe ?? []), wanted].slice(-MAYBE);
    return withCenter(record, { busyUntil: now + CLAIM_MS, maybe });
  });
  const [value] = mine;
  if (value === undefined || !isGuarded(claimed)) return claimed;
  return settled(deps, claimed, value, await write(deps, claimed, value));
}

/** What is known once a worker has had its turn; from now on the next one may have one. */
function settled(deps: Deps, claimed: Guarded, value: ControlCenter, outcome: Outcome): Promise<ServiceRecord> {
  const free = { busyUntil: 0, maybe: [] };
  switch (outcome.is) {
    case 'ours':
      return update(deps, claimed, (record) =>
        withCenter(record, { ...free, version: outcome.version, value, foreign: null }),
      );
    case 'foreign':
      return reported(deps, claimed, outcome.detail, { ...free, foreign: outcome.detail });
    case 'overwritten':
      return reported(deps, claimed, outcome.detail, { ...free, version: outcome.version, value });
    case 'unknown':
      return update(deps, claimed, (record) =>
        withCenter(record, {
          busyUntil: deps.clock.now() + RETRY_MS,
          ...(!outcome.isWritten && { maybe: claimed.controlCenter.maybe.slice(0, -1) }),
        }),
      );
  }
}
