import type { Schema } from '../schema.ts';

/** The approvers whom a step asks, those whom it asks too when they do not answer, and how many must approve. */
interface Asked {
  readonly from: readonly string[];
  readonly count: number;
  readonly escalate?: { readonly to: readonly string[] };
}

/** The effect of a step on exposure and time. Rules about a whole plan ask this, never the kind. */
export interface StepTraits {
  /** The share that it raises the canary to, in percent; null for a step that leaves the share as it is. */
  readonly share: number | null;
  /** The cohorts that it opens. */
  readonly opens: readonly string[];
  /** The approvers whom it asks, and how many of them must approve; null for a step that asks nobody. */
  readonly asks: Asked | null;
  /** True for a step that gives the canary more, or after which the old version may not work any more. */
  readonly raises: boolean;
  /** True for a step that belongs behind the shift to 100: nobody may be sent to the old version any more. */
  readonly needsAll: boolean;
  /** Its length, in milliseconds: 0 for a step that only moves traffic, null where nobody knows it before. */
  readonly lasts: number | null;
  /** For a step that watches the canary: its longest length where it waits for evidence, in milliseconds, or null. */
  readonly watches: { readonly atMost: number | null } | null;
}

/** The traits of a step that waits for something and gives the canary nothing. */
export const WAITS: StepTraits = {
  ...{ share: null, opens: [], asks: null, raises: false, needsAll: false, lasts: null, watches: null },
};

/** One kind of step in a plan. */
export interface StepFacts<S> {
  readonly schema: Schema<S>;
  traits(step: S): StepTraits;
}

/** One phase of a running plan, and the activity that a pause keeps of it. */
export interface PhaseFacts<P, A> {
  readonly phase: Schema<P>;
  readonly activity: Schema<A>;
  /** The status in words. */
  readonly word: string;
  /** True while targets are brought to a share or to cohorts. */
  readonly moves: boolean;
  /** True while it waits for the people whom its step asks. */
  readonly asks: boolean;
  /** The word for it where people may cut it short with `skip`; null where they may not. */
  readonly skippable: 'bake' | 'wait' | null;
  /** True where machines are told when it ends. */
  readonly tellsEnd: boolean;
  /** Returns the part that a pause keeps. @param weight the intended share of the canary, in percent */
  stop(phase: P, now: number, weight: number): A;
  /** Returns the moment at which it ends at the latest; null when only what is seen ends it. */
  endsAt(phase: P): number | null;
  /** Returns the time that is left of it once it goes on, in milliseconds, where that says something. */
  left?(activity: A): number;
}

/** The answers of a phase that neither moves targets nor asks people. */
export const QUIET = { moves: false, asks: false, skippable: null, tellsEnd: false } as const;
