import type { ArmMinute, Minute } from '../domain/analysis/minute.ts';
import { addCustom, type CustomTest } from './custom.ts';
import { addEvents, type BoundaryTest, type Events, NO_EVENTS } from './errors/boundary.ts';
import { designEffect } from './errors/design-effect.ts';
import { type Exclusion, exclude, NOTHING_EXCLUDED } from './errors/exclusion.ts';
import { addToMixture, type MixtureTest, NO_MIXTURE } from './errors/mixture.ts';
import { information, informationFraction, spendable } from './errors/spending.ts';
import { NOTHING_RECENT, type Recent, remember } from './guard.ts';
import { addBins, type Bins, NO_VALUES, sumBins, type ValueTest } from './latency/evidence.ts';
import { excludeSlower } from './latency/exclusion.ts';
import {
  BIN_COUNT,
  COLD,
  comparedPairs,
  type Pair,
  type PairedMinute,
  shareIn,
  type Warmth,
  warmUp,
} from './minute.ts';
import { type JudgePolicy, splitAlpha } from './policy.ts';

/** Everything that is known after some minutes. A pure value: one more minute makes a new one. */
export interface Evidence {
  readonly warmth: Warmth;
  readonly information: number;
  readonly errors: BoundaryTest;
  readonly mixture: MixtureTest;
  readonly latency: ValueTest;
  /** The requests of both arms per latency bin, without cold minutes; null before the first. */
  readonly speed: Bins | null;
  readonly custom: Readonly<Record<string, CustomTest>>;
  /** The canary's share in the last minute that was given. */
  readonly share: number;
  readonly exclusion: Exclusion;
  /** The evidence against a slower canary, as in `exclusion`; null where no minute had latency of both arms. */
  readonly slowness: number | null;
  readonly recent: Recent;
  readonly last: PairedMinute | null;
  readonly totals: { readonly canary: Totals; readonly stable: Totals };
  readonly minutes: { readonly compared: number; readonly given: number };
}

export interface Totals {
  readonly requests: number;
  readonly errors: number;
}

const NONE: Totals = { requests: 0, errors: 0 };

export const NO_EVIDENCE: Evidence = {
  warmth: COLD,
  information: 0,
  errors: NO_EVENTS,
  mixture: NO_MIXTURE,
  latency: NO_VALUES,
  speed: null,
  custom: {},
  share: 0,
  exclusion: NOTHING_EXCLUDED,
  slowness: null,
  recent: NOTHING_RECENT,
  last: null,
  totals: { canary: NONE, stable: NONE },
  minutes: { compared: 0, given: 0 },
};

/** Returns whether errors are judged by the mixture: users stay in their arm, and metrics do not know them. */
export function isMixture({ split, errorsBy }: JudgePolicy): boolean {
  return split === 'user' && errorsBy === 'requests';
}

function requestErrors({ canary, stable }: Pair): Events {
  const share = shareIn(canary.requests, stable.requests);
  return { total: canary.errors + stable.errors, canary: canary.errors, share };
}

/** Returns the events that errors are judged by, or null where the metrics do not know users and it is users that count. */
function errorEvents({ canary, stable }: Pair, policy: JudgePolicy): Events | null {
  if (policy.errorsBy === 'requests') return requestErrors({ canary, stable });
  const [one, other] = [canary.users, stable.users];
  if (one === undefined || other === undefined) return null;
  const share = policy.split === 'user' ? shareIn(one.active, other.active) : shareIn(canary.requests, stable.requests);
  return { total: one.firstAffected + other.firstAffected, canary: one.firstAffected, share };
}

/**
 * Returns the events that can exclude a bad canary; null where errors are not judged. Where each request is split anew, errors are
 * independent, also those of one user, and there are more of them than users: a good canary is known sooner.
 */
export function exclusionEvents(pair: Pair, policy: JudgePolicy): Events | null {
  const events = errorEvents(pair, policy);
  return events !== null && policy.split === 'request' ? requestErrors(pair) : events;
}

const sum = (totals: Totals, arm: ArmMinute): Totals => ({
  requests: totals.requests + arm.requests,
  errors: totals.errors + arm.errors,
});

/** Takes the next minute in. Minutes come in order; one that an arm lacks counts in neither arm. */
export function addMinute(evidence: Evidence, minute: Minute, policy: JudgePolicy): Evidence {
  const { isCold, warmth } = warmUp(evidence.warmth, minute);
  const given = {
    ...evidence,
    warmth,
    share: minute.share,
    recent: remember(evidence.recent, minute),
    minutes: { ...evidence.minutes, given: evidence.minutes.given + 1 },
  };
  const { canary, stable } = minute;
  if (canary === null || stable === null) return given;
  return addPair(given, { ...minute, canary, stable, isCold }, policy);
}

function addPair(evidence: Evidence, minute: PairedMinute, policy: JudgePolicy): Evidence {
  const soFar = evidence.information + information(minute.share);
  const fraction = informationFraction(policy, soFar);
  // Advisory metrics have no part of the plan's α: theirs is what a critical one would have, and only shown.
  const alpha = splitAlpha(policy).custom;
  const rule = { alpha, fraction, ratio: policy.errorTolerance, designEffect: valueEffect(policy) };
  const bins = latencyBins(minute);
  return {
    ...evidence,
    ...judgeErrors(evidence, minute, policy, fraction),
    information: soFar,
    ...(minute.isCold ? {} : judgeLatency(evidence, bins, policy)),
    slowness: excludeSlower(evidence.slowness, bins, { isCold: minute.isCold, designEffect: rule.designEffect }),
    custom: Object.fromEntries(
      policy.metrics.map((metric) => [metric.name, addCustom(evidence.custom[metric.name], metric, minute, rule)]),
    ),
    last: minute,
    totals: {
      canary: sum(evidence.totals.canary, minute.canary),
      stable: sum(evidence.totals.stable, minute.stable),
    },
    minutes: { ...evidence.minutes, compared: evidence.minutes.compared + 1 },
  };
}

function judgeErrors(
  evidence: Evidence,
  minute: PairedMinute,
  policy: JudgePolicy,
  fraction: number,
): Pick<Evidence, 'errors' | 'mixture' | 'exclusion'> {
  const { errors, mixture, exclusion } = evidence;
  const strata = comparedPairs(minute).flatMap((pair) => {
    const events = errorEvents(pair, policy);
    const against = exclusionEvents(pair, policy);
    return events === null || against === null ? [] : [{ events, against, canary: pair.canary }];
  });
  const events = strata.map((stratum) => stratum.events);
  const excludeAll = (effect: number) =>
    strata.reduce((sum, stratum) => exclude(sum, stratum.against, stratum.canary, effect), exclusion);
  const alpha = splitAlpha(policy);
  if (!isMixture(policy)) {
    const budget = spendable({ plan: alpha.errors, holds: alpha.holds }, fraction);
    return {
      errors: addEvents(errors, events, policy.errorTolerance, budget),
      mixture,
      exclusion: excludeAll(1),
    };
  }
  const rule = { ...policy.design, alpha: alpha.errors + alpha.holds };
  const next = addToMixture(mixture, { strata: events, planned: minute.share }, policy.errorTolerance, rule);
  return { errors, mixture: next, exclusion: excludeAll(next.designEffect) };
}

/** Values of one user are as dependent as the user's errors are within an incident; no more is known of them. */
export const valueEffect = ({ split, design }: JudgePolicy): number =>
  split === 'user' ? designEffect(design, new Map()) : 1;

/** Returns the latency bins of a minute that both arms of a source have. */
function latencyBins(minute: PairedMinute): readonly Bins[] {
  return comparedPairs(minute).flatMap(({ canary, stable }): readonly Bins[] => {
    if (canary.latency?.length !== BIN_COUNT || stable.latency?.length !== BIN_COUNT) return [];
    return [{ canary: canary.latency, stable: stable.latency }];
  });
}

function judgeLatency(
  { latency, speed }: Evidence,
  strata: readonly Bins[],
  policy: JudgePolicy,
): Pick<Evidence, 'latency' | 'speed'> {
  const rule = {
    shift: policy.latencyTolerance,
    ratio: policy.errorTolerance,
    designEffect: valueEffect(policy),
    alpha: splitAlpha(policy).latency,
  };
  return { latency: addBins(latency, strata, rule), speed: strata.reduce(sumBins, speed) };
}
