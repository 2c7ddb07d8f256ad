import type { EnvironmentId } from './environment.ts';

/** What the control center says of one service: which environment is which. Pipelines read it. */
export interface ControlCenter {
  readonly v: 1;
  readonly service: string;
  /** The side that receives deployments. */
  readonly active: EnvironmentId;
  /** The side that is left alone; users have it. */
  readonly fallback: EnvironmentId;
  /** The share of the users that may be on the active side, in percent; never less than what is there. */
  readonly share: number;
  /** Closed while a rollout runs: nothing may be deployed to either side. */
  readonly deployments: 'open' | 'closed';
  /** The rollout that closed them, if one runs. */
  readonly rollout: string | null;
  /** Since when deployments are open or closed, in milliseconds since the epoch. */
  readonly since: number;
}

/** What was found when it was read. */
export type CenterFound =
  | { readonly is: 'there'; readonly version: number; readonly value: ControlCenter }
  | { readonly is: 'unusable'; readonly version: number; readonly detail: string }
  | { readonly is: 'missing' };

/** What Serin knows of the control center of a service: what it last read or wrote there itself. */
export interface KnownCenter {
  /** SSM's number of what is there. */
  readonly version: number;
  readonly value: ControlCenter;
  /** When it was read or written so. */
  readonly at: number;
  /** Values that a write whose answer was lost may have left there. */
  readonly maybe: readonly ControlCenter[];
  /** Until when one worker is at it, or nobody tries again after a failure. */
  readonly busyUntil: number;
  /** What somebody else wrote, in words; null while nobody did. It is not overwritten. */
  readonly foreign: string | null;
  /** Since when it could not be read or written although it is behind, why, and when people were told; null or absent while it can. */
  readonly failing?: {
    readonly since: number;
    readonly why: string;
    readonly told: 'in mid-rollout' | 'after the end' | null;
  } | null;
}
