import type { ShareChange } from '../domain/analysis/analysis.ts';
import type { ArmMinute, CustomPart, CustomReading, Minute, MinutePart } from '../domain/analysis/minute.ts';

/** The metrics of both arms of every source in one minute, and of the service's own. */
interface Reading {
  readonly at: number;
  readonly parts: readonly MinutePart[];
  readonly custom?: CustomPart;
}

/** An arm that was to have so many requests and reports none did not report: the chance of that is e^-10. */
const MISSED_REQUESTS = 10;

const SILENT: ArmMinute = { requests: 0, errors: 0 };

/**
 * Returns an arm, where the other one reported and it did not: without requests where so few were to come, else missing.
 * CloudWatch has no data for a minute without requests.
 */
function fillArm(arm: ArmMinute | null, other: ArmMinute | null, share: number): ArmMinute | null {
  if (arm !== null || other === null) return arm;
  // At a share of 1 the division has no finite result, and the arm is missing.
  return (other.requests * share) / (1 - share) < MISSED_REQUESTS ? SILENT : null;
}

function fillPart({ canary, stable }: MinutePart, share: number): MinutePart {
  return { canary: fillArm(canary, stable, share), stable: fillArm(stable, canary, 1 - share) };
}

function sumBins(a: readonly number[] | undefined, b: readonly number[] | undefined): readonly number[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((count, i) => count + (b[i] ?? 0));
}

/** Adds an arm of every source. Missing where all of them are: a source without traffic says nothing about the others. */
function sumArm(arms: readonly (ArmMinute | null)[]): ArmMinute | null {
  return arms.reduce((sum, arm) => {
    if (sum === null || arm === null) return sum ?? arm;
    const latency = sumBins(sum.latency, arm.latency);
    return { requests: sum.requests + arm.requests, errors: sum.errors + arm.errors, ...(latency && { latency }) };
  }, null);
}

/** For so long, in milliseconds, a metric without data may only be late. */
const LATE_MS = 2 * 60_000;

/**
 * Returns the counts of an arm. A count without cases is none of them, but not in the newest minutes: a metric that is worse when
 * it is lower would blame the arm whose data come later. Without chances there is nothing to count.
 */
function settleCounts(counts: CustomReading['counts'], isSettled: boolean): NonNullable<ArmMinute['counts']> {
  const known = Object.entries(counts).flatMap(([name, { cases = isSettled ? 0 : null, chances }]) =>
    cases === null || chances === undefined ? [] : [[name, { cases, chances: Math.max(chances, cases) }] as const],
  );
  return Object.fromEntries(known);
}

/** Adds the metrics of the service's own to an arm. */
function addCustom(arm: ArmMinute | null, custom: CustomReading | undefined, isSettled: boolean): ArmMinute | null {
  if (arm === null || custom === undefined) return arm;
  const { values } = custom;
  const counts = settleCounts(custom.counts, isSettled);
  const isSome = (named: object) => Object.keys(named).length > 0;
  return { ...arm, ...(isSome(counts) && { counts }), ...(isSome(values) && { values }) };
}

/** Returns the canary's share, from 0 to 1, at a moment. */
function shareAt(shares: readonly ShareChange[], at: number): number {
  return (shares.findLast((change) => change.at <= at)?.share ?? 0) / 100;
}

const MINUTE_MS = 60_000;

/**
 * Returns the minutes of a rollout for the judge: each with the share that was in force when it ended, and with the sources added
 * up beside the parts. Metrics of the service's own are with the sums. A minute between two readings that nothing reported is there, with both arms missing.
 *
 * @param readings oldest first
 * @param range whole minutes, in milliseconds since the epoch; `to` is not in it
 */
export function toMinutes(
  readings: readonly Reading[],
  shares: readonly ShareChange[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Minute[] {
  const byTime = new Map(readings.map((reading) => [reading.at, reading]));
  const minutes: Minute[] = [];
  for (let at = from; at < to; at += MINUTE_MS) {
    const share = shareAt(shares, at + MINUTE_MS - 1);
    if (share === 0) continue;
    const { parts: read = [], custom } = byTime.get(at) ?? {};
    const parts = read.map((part) => fillPart(part, share));
    const isSettled = at < to - LATE_MS;
    const canary = addCustom(sumArm(parts.map((part) => part.canary)), custom?.canary, isSettled);
    const stable = addCustom(sumArm(parts.map((part) => part.stable)), custom?.stable, isSettled);
    minutes.push({ at, share, canary, stable, ...(parts.length > 1 && { parts }) });
  }
  return minutes;
}
