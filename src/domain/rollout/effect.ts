import type { AlarmChange } from '../alarm/state.ts';
import type { EnvironmentId } from '../environment/environment.ts';
import type { Check, Finding } from '../finding.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** The address of an answer to a person. */
export interface ReplyTo {
  readonly user: string;
  readonly channel: string;
  /** Slack's response_url; empty when there is none. */
  readonly responseUrl: string;
}

/** The outcome of an alarm change for the rollout, for the message. */
export interface AlarmChangeOutcome {
  readonly rollout: string | null;
  /** Says what Serin did or asks. */
  readonly did: string;
}

/** An answer that only one person sees. */
export interface Reply {
  readonly tone: 'done' | 'refused' | 'info';
  /** A stable code for refusals; empty otherwise. */
  readonly code: string;
  readonly text: string;
  /** Further lines: what will happen, findings, who may. */
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
  /** Preflight's whole list, of a start that was asked for; empty otherwise. */
  readonly checks: readonly Check[];
  /** The drawing of the rollout that goes with it: its plan, or its status. */
  readonly shows: 'plan' | 'status' | null;
  /** A link to the card, where there is one. */
  readonly link: string | null;
  /** A table with its heads in the first row; empty when there is none. */
  readonly table: readonly (readonly string[])[];
  /** The next thing that the person can do, as a button. */
  readonly offer: Offer | null;
}

/** A button under an answer: to look at what a sync would do, or to have done what was shown. */
export type Offer =
  | { readonly kind: 'look-at-sync'; readonly service: string }
  | { readonly kind: 'sync'; readonly service: string; readonly side: EnvironmentId; readonly plan: string };

/** A request for a build, as the system that builds receives it. */
export interface BuildRequest {
  readonly v: 1;
  readonly service: string;
  /** The name of the component. */
  readonly component: string;
  /** The environment it is for. */
  readonly side: EnvironmentId;
  /** The version that the environment is to have. */
  readonly version: string;
  /** The same for the same request, however often it comes. */
  readonly token: string;
}

/** The content of an effect, by kind. Each is delivered at least once; its key makes the repeat harmless. */
export type EffectBody =
  | { readonly kind: 'card'; readonly rollout: string }
  | {
      readonly kind: 'thread';
      readonly rollout: string;
      readonly entries: readonly TimelineEntry[];
      readonly mention: readonly string[];
    }
  | { readonly kind: 'baseline'; readonly rollout: string }
  | {
      readonly kind: 'breach';
      readonly channel: string;
      readonly breach: AlarmChange;
      readonly outcome: AlarmChangeOutcome;
    }
  | { readonly kind: 'reply'; readonly to: ReplyTo; readonly reply: Reply }
  | { readonly kind: 'sync'; readonly sync: string }
  | { readonly kind: 'build'; readonly build: BuildRequest }
  | { readonly kind: 'archive'; readonly rollout: string };

/** One effect in the outbox. */
export interface Effect {
  /** Deterministic: the same cause gives the same key. */
  readonly key: string;
  readonly at: number;
  readonly attempts: number;
  /** The moment until which one worker owns the delivery. */
  readonly claimedUntil: number;
  /** The moment before which nobody retries a failed delivery. */
  readonly retryAt: number;
  readonly body: EffectBody;
}
