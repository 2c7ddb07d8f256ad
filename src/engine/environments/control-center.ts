import type { CenterFound, ControlCenter, KnownCenter } from '../../domain/control-center.ts';
import { isFinished, type ServiceRecord } from '../../domain/record.ts';
import { centerToWrite, findForeignChange, isSame } from '../../environments/control-center.ts';
import { CenterOverwritten } from '../../ports/control-centers.ts';
import { armAndSave, update, withRecord } from '../commit/arm-and-save.ts';
import type { Deps } from '../deps.ts';
import { announceUnwritten, type Guarded, isGuarded, report, withCenter } from './center-report.ts';

/** While a worker is at it, others leave it alone: longer than any function runs. */
const CLAIM_MS = 90_000;
/** After a failure nobody tries again for this long, so that an outage of SSM costs the traffic no time. */
const RETRY_MS = 20_000;
/** A read may miss what was written just before: SSM promises no more. */
const SETTLED_MS = 60_000;
/** Characters of AWS's words that are kept. */
const WHY = 300;
/** Of values whose writes had no answer so many are remembered. */
const MAX_UNCONFIRMED = 5;

interface Unread {
  readonly is: 'unread';
  /** Why, in AWS's words. */
  readonly why: string;
}

async function readCenter(deps: Deps, service: string): Promise<CenterFound | Unread> {
  try {
    return await deps.controlCenters.read(service);
  } catch (error) {
    deps.log.warn({ service, error: String(error) }, 'the control center could not be read');
    return { is: 'unread', why: String(error).slice(0, WHY) };
  }
}

/**
 * Looks whether somebody else changed the control center while a rollout runs. What cannot be read is looked at again next
 * time: nothing waits for SSM.
 */
export async function watchCenter(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (!isGuarded(record) || isFinished(record.rollout)) return record;
  const seen = await readCenter(deps, record.service);
  if (seen.is === 'unread') return record;
  return withRecord(deps, record.service, record, async (fresh) => {
    if (!isGuarded(fresh)) return fresh;
    // Judged anew for a record that another worker saved: what was seen may be what that one has written since.
    const foreign = findForeignChange(fresh.controlCenter, seen, false);
    if (foreign !== null) return report(deps, fresh, foreign, { foreign });
    return fresh.controlCenter.foreign === null
      ? fresh
      : armAndSave(deps, fresh, withCenter(fresh, { foreign: null }), undefined);
  });
}

/** What a worker came to that had the control center to itself. */
type Outcome =
  | { readonly is: 'ours'; readonly version: number }
  | { readonly is: 'foreign'; readonly detail: string }
  | { readonly is: 'overwritten'; readonly detail: string; readonly version: number }
  /** It could not be read: nothing was written. */
  | Unread
  /** What was read may be from before what was written last: nothing was written. */
  | { readonly is: 'old' }
  /** It was read, and the write had no answer: the value may be there all the same. */
  | { readonly is: 'unanswered'; readonly why: string; readonly seen: Pick<KnownCenter, 'version' | 'value'> };

async function write(deps: Deps, record: Guarded, wanted: ControlCenter): Promise<Outcome> {
  const seen = await readCenter(deps, record.service);
  if (seen.is === 'unread') return seen;
  if (seen.is === 'there' && isSame(seen.value, wanted)) return { is: 'ours', version: seen.version };
  const known = record.controlCenter;
  const mayBeOld = deps.clock.now() - known.at < SETTLED_MS;
  if (seen.is === 'there' && seen.version < known.version && mayBeOld) return { is: 'old' };
  const foreign = findForeignChange(known, seen, true);
  if (foreign !== null || seen.is !== 'there') return { is: 'foreign', detail: foreign ?? 'it is gone' };
  try {
    return { is: 'ours', version: await deps.controlCenters.write(wanted, seen.version) };
  } catch (error) {
    if (error instanceof CenterOverwritten) return { is: 'overwritten', detail: error.message, version: error.version };
    deps.log.warn({ service: record.service, error: String(error) }, 'the control center could not be written');
    const why = String(error).slice(0, WHY);
    return { is: 'unanswered', why, seen: { version: seen.version, value: seen.value } };
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
    centerToWrite(rollout, controlCenter) !== null && (controlCenter?.busyUntil ?? 0) <= now;
  if (!isFree(known)) return known;
  const claimed = await update(deps, known, (record) => {
    const wanted = isFree(record) ? centerToWrite(record.rollout, record.controlCenter) : null;
    mine.splice(0, mine.length, ...(wanted === null ? [] : [wanted]));
    if (wanted === null) return record;
    const others = record.controlCenter?.maybe.filter((value) => !isSame(value, wanted)) ?? [];
    const maybe = [...others, wanted].slice(-MAX_UNCONFIRMED);
    return withCenter(record, { busyUntil: now + CLAIM_MS, maybe });
  });
  const [value] = mine;
  if (value === undefined || !isGuarded(claimed)) return claimed;
  return releaseCenter(deps, claimed, value, await write(deps, claimed, value)).then((record) =>
    announceUnwritten(deps, record),
  );
}

/** Reports what the worker found that has the control center to itself, on the record as it is by now. */
function reportFinding(
  deps: Deps,
  claimed: Guarded,
  detail: string,
  change: Partial<KnownCenter>,
): Promise<ServiceRecord> {
  return withRecord(deps, claimed.service, claimed, async (record) =>
    isGuarded(record) ? report(deps, record, detail, change) : record,
  );
}

/** What is known once a worker has had its turn; from now on the next one may have one. */
function releaseCenter(deps: Deps, claimed: Guarded, value: ControlCenter, outcome: Outcome): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const free = { busyUntil: 0, maybe: [], failing: null };
  const failingChange = (record: ServiceRecord, why: string): Partial<KnownCenter> => {
    const before = record.controlCenter?.failing ?? { since: now, told: null };
    return { busyUntil: now + RETRY_MS, failing: { ...before, why } };
  };
  switch (outcome.is) {
    case 'ours':
      return update(deps, claimed, (record) =>
        withCenter(record, { ...free, version: outcome.version, value, at: now, foreign: null }),
      );
    case 'foreign':
      return reportFinding(deps, claimed, outcome.detail, { ...free, foreign: outcome.detail });
    case 'overwritten':
      return reportFinding(deps, claimed, outcome.detail, { ...free, version: outcome.version, value, at: now });
    case 'old':
      return update(deps, claimed, (record) => withCenter(record, { busyUntil: now + RETRY_MS }));
    case 'unread':
      return update(deps, claimed, (record) => withCenter(record, failingChange(record, outcome.why)));
    case 'unanswered':
      return update(deps, claimed, (record) =>
        withCenter(record, { ...outcome.seen, at: now, maybe: [value], ...failingChange(record, outcome.why) }),
      );
  }
}
