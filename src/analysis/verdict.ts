import type { BeyondLimit, CustomTotals } from '../domain/analysis/verdict.ts';
import type { Bins } from './latency/evidence.ts';

/** One minute of the errors' chart: the canary's count, what it would be without a difference, and the boundary. */
export interface CountPoint {
  readonly at: number;
  readonly observed: number;
  readonly expected: number;
  /** The count at which the canary is unhealthy; null before there is one, and where evidence is a ratio instead. */
  readonly boundary: number | null;
  /** α spent up to this minute. */
  readonly spent: number;
}

/** One minute of a chart of evidence: ln of the likelihood ratio, unhealthy at the boundary. */
export interface EvidencePoint {
  readonly at: number;
  readonly evidence: number;
  readonly boundary: number;
}

export interface ArmTotals {
  readonly requests: number;
  readonly errors: number;
  /** Errors per request; null without requests. */
  readonly rate: number | null;
}

/** The result of one test. Both charts may be empty: counts have a boundary per minute, ratios one for all minutes. */
export interface Finding {
  readonly name: string;
  readonly role: 'critical' | 'advisory';
  readonly alpha: number;
  readonly spent: number;
  /** The minute in which the boundary was crossed, or null. */
  readonly crossedAt: number | null;
  readonly counts: readonly CountPoint[];
  readonly evidence: readonly EvidencePoint[];
}

export type Reason =
  /** The boundary of a critical test was crossed. */
  | 'boundary-crossed'
  /** Without a control: the canary alone is above the service's own limit. */
  | 'above-guard'
  /** A critical metric of the canary is beyond its limit: no raise, and at 100 % it is unhealthy. */
  | 'beyond-limit'
  /** At least twice stable's errors is excluded. */
  | 'twice-excluded'
  /** An error rate of 0.5 % or more is excluded. */
  | 'rate-excluded'
  /** Everything is on the canary, there is nothing to compare it with, and it is below the guard. */
  | 'no-control'
  /** Both versions are above the guard: not this release. */
  | 'shared-incident'
  /** The last minutes of an arm are missing. */
  | 'no-data'
  /** The canary does not fail more often; whether it is slower is not known yet. */
  | 'latency-unknown'
  /** Neither is known yet. */
  | 'too-little-traffic';

export interface Verdict {
  readonly outcome: 'healthy' | 'unhealthy' | 'inconclusive';
  readonly reason: Reason;
  /** The names of the critical tests whose boundary was crossed, earliest first. */
  readonly crossed: readonly string[];
  readonly canary: ArmTotals;
  readonly stable: ArmTotals;
  /** The requests and errors of the last three minutes. */
  readonly recent: { readonly canary: ArmTotals; readonly stable: ArmTotals };
  /** The requests of both arms per latency bin, without cold minutes; null where no latency was compared. */
  readonly latency: Bins | null;
  /** The counts of both arms by each metric of the service's own that was compared. */
  readonly custom: readonly CustomTotals[];
  /** The metrics of the canary that are beyond their limits, with its cases in the last three minutes. */
  readonly beyond: readonly BeyondLimit[];
  /** Minutes that both arms have, and minutes that were given. */
  readonly minutes: { readonly compared: number; readonly given: number };
  /** Stable is above the guard and the canary is not: going on may be the fix. */
  readonly isFix: boolean;
  /** The design effect that errors of one user are divided by, and whether it is assumed; null where it does not matter. */
  readonly dependence: { readonly effect: number; readonly isAssumed: boolean } | null;
  readonly alpha: { readonly planned: number; readonly spent: number };
  readonly findings: readonly Finding[];
  /** The expected minutes at the latest traffic until healthy is known, if there is no difference; null if never or if known. */
  readonly minutesToHealthy: number | null;
}
