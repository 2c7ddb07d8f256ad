import type { CenterFound, ControlCenter, KnownCenter } from '../../domain/environment/control-center.ts';
import { isFinished, type ServiceRecord } from '../../domain/rollout/record.ts';
import { centerToWrite, findForeignChange, isSame } from '../../environments/control-center.ts';
import { CenterOverwritten } from '../../ports/control-centers.ts';
import { commitSignal } from '../commit/commit-signal.ts';
import { armAndSave, update, withRecord } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { announceUnwritten, type Guarded, isGuarded, report, withCenter } from './center-report.ts';

/** The time, in milliseconds, for which one worker has the control center to itself: longer than any function runs. */
const CLAIM_MS = 90_000;
/** The wait after a failure, in milliseconds: an outage of SSM must not slow the traffic down. */
const RETRY_MS = 20_000;
/** The time after a write, in milliseconds, in which a read may miss it: SSM promises no more. */
const SETTLED_MS = 60_000;
/** The most characters kept of an AWS error message. */
const WHY = 300;
/** The most values remembered whose writes had no answer. */
const MAX_UNCONFIRMED = 5;
/** The most turns of one worker in a row: another share may be wanted by the time that one is written. */
const MAX_TURNS = 3;

interface Unread {
  readonly is: 'unread';
  /** The reason, in AWS's words. */
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

/** Takes in that the control center of a rollout was read, or the reason why it was not. */
async function acceptRead(deps: Deps, record: Guarded, unread: string | null): Promise<ServiceRecord> {
  const { service, rollout } = record;
  const signal = { kind: 'center-read', unread } as const;
  return (await commitSignal(deps, service, signal, { keys: [], known: record, onlyFor: rollout.id })).record;
}

/**
 * Checks whether somebody else changed the control center during a rollout. When it cannot be read, the plan waits, and people are
 * asked when that lasts.
 */
export async function watchCenter(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  if (!isGuarded(record) || isFinished(record.rollout)) return record;
  const seen = await readCenter(deps, record.service);
  if (seen.is === 'unread') return acceptRead(deps, record, seen.why);
  const watched = await withRecord(deps, record.service, record, async (fresh) => {
    if (!isGuarded(fresh)) return fresh;
    // Judged again on the fresh record: the change may be what another worker has written since.
    const foreign = findForeignChange(fresh.controlCenter, seen, false);
    if (foreign !== null) return report(deps, fresh, foreign, { foreign });
    return fresh.controlCenter.foreign === null
      ? fresh
      : armAndSave(deps, fresh, withCenter(fresh, { foreign: null }), undefined);
  });
  return isGuarded(watched) && watched.rollout.centerUnread !== undefined ? acceptRead(deps, watched, null) : watched;
}

/** The result of one worker's turn at the control center. */
type Outcome =
  | { readonly is: 'ours'; readonly version: number }
  | { readonly is: 'foreign'; readonly detail: string }
  | { readonly is: 'overwritten'; readonly detail: string; readonly version: number }
  /** The control center could not be read; nothing was written. */
  | Unread
  /** The read may be older than the last write; nothing was written. */
  | { readonly is: 'old' }
  /** The control center was read, and the write had no answer: it may have taken effect. */
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

/** True when the control center is to be written, and no other worker does it. */
function isFree({ rollout, controlCenter }: ServiceRecord, now: number): boolean {
  return centerToWrite(rollout, controlCenter) !== null && (controlCenter?.busyUntil ?? 0) <= now;
}

/**
 * Writes the control center when it differs from what the record intends, and again when another worker intends more by the time
 * that it is written.
 *
 * @returns the record afterwards; nothing is thrown when SSM does not answer, since no traffic waits for it
 */
export async function keepCenter(deps: Deps, known: ServiceRecord): Promise<ServiceRecord> {
  let record = known;
  for (let turns = 0; turns < MAX_TURNS; turns++) {
    const isFound = turns > 0 && record.controlCenter?.foreign !== null;
    if (isFound || !isFree(record, deps.clock.now())) break;
    record = await takeTurn(deps, record);
  }
  return record;
}

/**
 * Takes one worker's turn. One at a time: there is no compare-and-set, so the claim is saved in the record first, and the parameter
 * is read before it is written. After a worker that died in between, the next one finds either the earlier value or the wanted one.
 */
async function takeTurn(deps: Deps, known: ServiceRecord): Promise<ServiceRecord> {
  const now = deps.clock.now();
  const mine: ControlCenter[] = [];
  const claimed = await update(deps, known, (record) => {
    const wanted = isFree(record, now) ? centerToWrite(record.rollout, record.controlCenter) : null;
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

/** Reports a foreign change, found by the worker whose turn it is, on the newest record. */
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

/** Ends a worker's turn: saves what it found, and lets the next worker have a turn. */
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
