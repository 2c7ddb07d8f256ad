import type { AlarmReading, Breach } from './alarm-state.ts';
import type { Effect } from './effect.ts';
import type { Finding, Observed, Person, Rollout, Speaker, TargetState } from './record.ts';
import type { Service } from './service.ts';

/** What every command carries. What raises exposure past a gate or answers one takes a person. */
interface Command<By extends Speaker = Person> {
  /** Made from its origin; the same command delivered twice has the same key. */
  readonly key: string;
  /** When it was said, in milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly by: By;
  /** The rollout a button belongs to; null for a typed command, which means the one that runs. */
  readonly rollout: string | null;
  /** What a button was drawn for: the step, and since when the rollout was in its phase; null for a typed command. */
  readonly at: { readonly step: number; readonly since: number } | null;
}

/** A rollout as it would start: resolved and inspected, nothing moved. */
export interface Draft {
  readonly id: string;
  readonly canary: string;
  readonly service: Service;
  readonly targets: readonly TargetState[];
  /** The share that is already on the canary; above 0 only when it is adopted. */
  readonly weight: number;
  readonly findings: readonly Finding[];
  readonly alarms: readonly AlarmReading[];
  /** Start although an alarm fires already. */
  readonly force: boolean;
}

/** Alarm states read just now, as evidence that nothing fires; `unreadable` when the read failed. */
export type AlarmEvidence = readonly AlarmReading[] | 'unreadable';

/** What the engine saw of the targets after a pass of convergence. */
export interface TargetObservation extends Observed {
  readonly name: string;
  readonly change: string | null;
}

/** Something that happened and concerns a rollout. */
export type Signal =
  | (Command<Speaker> & { readonly kind: 'start'; readonly draft: Draft })
  | (Command & {
      readonly kind: 'approve';
      /** Whether the live configuration (or the frozen copy) counts the person among the approvers. */
      readonly isApprover: boolean;
      readonly alarms?: AlarmEvidence;
    })
  | (Command & { readonly kind: 'reject'; readonly text: string })
  | (Command<Speaker> & { readonly kind: 'pause' })
  | (Command & { readonly kind: 'resume'; readonly alarms?: AlarmEvidence })
  | (Command & {
      readonly kind: 'promote';
      /** Positions of the gates of the plan whose approvers the person is among. */
      readonly approverOf: readonly number[];
      readonly alarms?: AlarmEvidence;
    })
  | (Command & { readonly kind: 'skip'; readonly alarms?: AlarmEvidence })
  | (Command<Speaker> & { readonly kind: 'rollback'; readonly text: string })
  | { readonly kind: 'alarm'; readonly key: string; readonly breach: Breach }
  | { readonly kind: 'timer'; readonly key: string; readonly rollout: string; readonly alarms?: AlarmEvidence }
  | {
      readonly kind: 'observation';
      readonly generation: number;
      readonly targets: readonly TargetObservation[];
      readonly alarms?: AlarmEvidence;
    };

/** An effect as decided; the engine adds when and how often. */
export type Planned = Pick<Effect, 'key' | 'body'>;

/** What `decide` answers. */
export type Decision =
  | { readonly answer: 'accepted'; readonly next: Rollout; readonly effects: readonly Planned[]; readonly say: string }
  | { readonly answer: 'ignored'; readonly because: string }
  | {
      readonly answer: 'refused';
      readonly code: string;
      readonly because: string;
      readonly findings?: readonly Finding[];
    }
  /** The signal would raise the weight: read the alarms and decide again with what they say. */
  | { readonly answer: 'needs-alarms' };
