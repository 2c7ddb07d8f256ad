import type { EnvironmentId } from './environment.ts';

/** The control center's value for one service: which environment is active and which is the fallback. Pipelines read it. */
export interface ControlCenter {
  readonly v: 1;
  readonly service: string;
  /** The environment that receives deployments. */
  readonly active: EnvironmentId;
  /** The environment that does not change; users have it. */
  readonly fallback: EnvironmentId;
  /** The share of the users that may be on the active environment, in percent; never less than the real share. */
  readonly share: number;
  /** Closed while a rollout runs: nothing may be deployed to either environment. */
  readonly deployments: 'open' | 'closed';
  /** The rollout that closed them, if one runs. */
  readonly rollout: string | null;
  /** The moment from which deployments are open or closed, in milliseconds since the epoch. */
  readonly since: number;
}

/** The result of reading the control center. */
export type CenterFound =
  | { readonly is: 'there'; readonly version: number; readonly value: ControlCenter }
  | { readonly is: 'unusable'; readonly version: number; readonly detail: string }
  | { readonly is: 'missing' };

/** Serin's knowledge of the control center of a service: the value that Serin last read or wrote there. */
export interface KnownCenter {
  /** SSM's version number of the parameter. */
  readonly version: number;
  readonly value: ControlCenter;
  /** The moment of that read or write, in milliseconds since the epoch. */
  readonly at: number;
  /** Values that may be there because the answer to a write was lost. */
  readonly maybe: readonly ControlCenter[];
  /** The moment until which one worker owns the write, or a retry waits after a failure. */
  readonly busyUntil: number;
  /** The value that somebody else wrote, in words; null when nobody did. Serin does not overwrite it. */
  readonly foreign: string | null;
  /**
   * The moment from which Serin could not read or write it although it is out of date, the reason, and the phase in which people
   * were told; null or absent while it works.
   */
  readonly failing?: {
    readonly since: number;
    readonly why: string;
    readonly told: 'in mid-rollout' | 'after the end' | null;
  } | null;
}

/** The control center while every read of it fails in mid-rollout. */
export interface CenterUnread {
  /** The moment of the first failing read, in milliseconds since the epoch. */
  readonly since: number;
  /** The reason, in AWS's words. */
  readonly why: string;
  /** True when people were asked about it: whoever resumes continues without that watch until it can be read again. */
  readonly isAsked?: true;
}
