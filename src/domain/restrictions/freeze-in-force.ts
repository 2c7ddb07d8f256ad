import { clockText, UTC } from '../clock.ts';
import { displayName, withoutFullStop } from '../wording.ts';
import type { FreezeInForce } from './freeze-fields.ts';
import type { Lift, Restrictions } from './restrictions.ts';
import { type FreezeWindow, windowEnd } from './window.ts';

/** A freeze, and the moment from which it is in force; a window has begun before any lift. */
interface Begun extends FreezeInForce {
  readonly at: number;
}

/**
 * Returns the freeze that a service is under: of several the one that ends last; null when none is in force. A lift covers what was
 * in force when it was made, and nothing that ends later.
 *
 * @param windows the freezes of serin.yml for the service
 * @param now milliseconds since the epoch
 */
export function freezeInForce(
  { freezes, lifts }: Pick<Restrictions, 'freezes' | 'lifts'>,
  { name, freezes: windows = [] }: { readonly name: string; readonly freezes?: readonly FreezeWindow[] },
  now: number,
): FreezeInForce | null {
  const commanded = freezes
    .filter(({ service, until }) => (service === null || service === name) && now < until)
    .map(({ until, by, reason, at }): Begun => ({ until, by, reason, at }));
  const written = windows.flatMap((window): readonly Begun[] => {
    const until = windowEnd(window, now);
    return until === null ? [] : [{ until, by: null, reason: window.reason, at: Number.NEGATIVE_INFINITY }];
  });
  const isLifted = (freeze: Begun, { service, at, until }: Lift): boolean =>
    service === name && freeze.at <= at && freeze.until <= until;
  const [last] = [...commanded, ...written]
    .filter((freeze) => !lifts.some((lift) => isLifted(freeze, lift)))
    .toSorted((one, other) => other.until - one.until);
  return last === undefined ? null : { until: last.until, by: last.by, reason: last.reason };
}

/** Returns a moment in UTC, to the minute, for texts that every reader sees alike: `2026-12-24 18:00 UTC`. */
export function utcMoment(at: number): string {
  return `${clockText(at, UTC)} UTC`;
}

/** Describes a freeze, as half a sentence: `frozen until 2026-12-24 18:00 UTC by alice: incident 42`. */
export function freezeText({ until, by, reason }: FreezeInForce): string {
  const who = by === null ? ' by serin.yml' : ` by ${displayName(by)}`;
  const why = withoutFullStop(reason);
  return `frozen until ${utcMoment(until)}${who}${why === '' ? '' : `: ${why}`}`;
}
