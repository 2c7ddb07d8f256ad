import { toMinutes } from '../../analysis/to-minutes.ts';
import type { ShareChange } from '../../domain/analysis/analysis.ts';
import type { MinuteEvidence } from '../../domain/analysis/minute.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { isGuarded } from '../../rollout/alarms/act-on-alarm.ts';
import type { Deps } from '../deps.ts';

const MINUTE_MS = 60_000;
/** A minute counts as complete this long after its end: CloudWatch publishes within one to two minutes, and late data revise it. */
const PUBLISHED_AFTER_MS = 60_000;
/** The longest series that is judged; of a longer rollout its newest day. */
const LONGEST_MS = 24 * 60 * MINUTE_MS;

/** Whole minutes, in milliseconds since the epoch; `to` is not among them. */
interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the minutes that are compared: from the first traffic of the canary on. Null where there are none.
 *
 * @param to the end of the last minute, in milliseconds since the epoch
 */
export function comparedRange(shares: readonly ShareChange[], to: number): MinuteRange | null {
  const began = shares.find(({ share }) => share > 0);
  if (began === undefined) return null;
  const from = Math.max(Math.floor(began.at / MINUTE_MS) * MINUTE_MS, to - LONGEST_MS);
  return from < to ? { from, to } : null;
}

/**
 * Reads the metrics of both arms since the canary has traffic: complete minutes only, the whole series each time, so that late
 * data count. Undefined where nothing is compared; `unreadable` when CloudWatch does not answer.
 */
export async function readMinutes(
  deps: Deps,
  rollout: Rollout,
  withinMs?: number,
): Promise<MinuteEvidence | undefined> {
  const { analysis, service, id } = rollout;
  if (analysis === undefined || !isGuarded(rollout)) return undefined;
  const to = Math.floor((deps.clock.now() - PUBLISHED_AFTER_MS) / MINUTE_MS) * MINUTE_MS;
  const range = comparedRange(analysis.shares, to);
  if (range === null) return undefined;
  try {
    const readings = await deps.arms.minutes(analysis, range, withinMs);
    return toMinutes(readings, analysis.shares, range);
  } catch (error) {
    deps.log.warn({ service, rollout: id, error: String(error) }, 'the metrics of both arms could not be read');
    return 'unreadable';
  }
}

/** The time that a rollback waits for a comparison, in milliseconds. */
const IN_TIME_MS = 2_000;

/** Reads the same before an alarm acts; `unreadable` where CloudWatch takes longer than a rollback may wait. */
export function readMinutesInTime(deps: Deps, rollout: Rollout): Promise<MinuteEvidence | undefined> {
  return readMinutes(deps, rollout, IN_TIME_MS);
}
