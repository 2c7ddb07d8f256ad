import type { ArmNames } from '../alarm/measure.ts';
import type { AlarmChange, AlarmReading } from '../alarm/state.ts';
import type { CustomSource } from '../analysis/custom-metrics.ts';
import type { Load, MetricSource } from '../analysis/metrics.ts';
import type { MinuteEvidence } from '../analysis/minute.ts';
import type { ComponentDigests, ComponentEvidence } from '../environment/component.ts';
import type { CenterFound } from '../environment/control-center.ts';
import type { EnvironmentRoles } from '../environment/environment.ts';
import type { Finding } from '../finding.ts';
import type { Person, Requester } from '../people/person.ts';
import type { MetricReading } from '../plan/metric.ts';
import type { QueuedStart } from '../queue/queue.ts';
import type { StartTime } from '../queue/start-time.ts';
import type { FreezeInForce } from '../restrictions/freeze-fields.ts';
import type { LockInForce } from '../restrictions/lock-fields.ts';
import type { Service } from '../service.ts';
import type { TargetReading } from '../target/reading.ts';
import type { Effect } from './effect.ts';
import type { Rollout, TargetState } from './record.ts';
import type { StartNotes } from './start-notes.ts';

/** The fields of every command. Only a person may send a command that raises exposure past an approval, or answers one. */
interface Command<By extends Requester = Person> {
  /** Made from its origin; the same command delivered twice has the same key. */
  readonly key: string;
  /** The moment at which it was sent, in milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly by: By;
  /** The rollout a button belongs to; null for a typed command, which means the one that runs. */
  readonly rollout: string | null;
  /** The state a button was drawn for: the step, and since when the rollout was in its phase; null for a typed command. */
  readonly at: { readonly step: number; readonly since: number } | null;
}

/** The rights of a person who skips or promotes. */
export interface Authority {
  /** Positions of the approvals whose approvers include the person, by the live configuration (or the frozen copy). */
  readonly approverOf: readonly number[];
  /** The approvers who count now, by the position of the approval; those of the frozen plan where it is left out. */
  readonly approvers?: Approvers;
}

/** The approvers of each approval of a plan, by its position. */
export type Approvers = Readonly<Record<number, readonly string[]>>;

/** A rollout as it would start: resolved and inspected, nothing moved. */
export interface Draft {
  readonly id: string;
  readonly canary: string;
  readonly service: Service;
  /** The roles of the two environments and the control center that defines them; null for a service that is one stack. */
  readonly environments: {
    readonly roles: EnvironmentRoles;
    readonly center: Extract<CenterFound, { is: 'there' }>;
  } | null;
  readonly targets: readonly TargetState[];
  /** The content of each component in both environments, as it has to stay until the end. */
  readonly components: readonly ComponentDigests[];
  /** The share that is already on the canary; above 0 only when it is adopted. */
  readonly weight: number;
  readonly findings: readonly Finding[];
  readonly alarms: readonly AlarmReading[];
  /** The names that tell the arms of its targets apart in metrics, where there are any. */
  readonly arms: readonly ArmNames[];
  /** The places that publish the metrics of both arms; empty where none does. */
  readonly sources: readonly MetricSource[];
  /** The places of the service's own metrics; absent where there are none. */
  readonly custom?: readonly CustomSource[];
  /** The traffic before the start; absent where it is not known, or nothing is compared. */
  readonly load?: Load;
  /** True when the canary is the fix of an incident: it is judged by the comparison only, and alarms do not act. */
  readonly fix: boolean;
  /** True when the rollout starts although an alarm fires already. */
  readonly force: boolean;
  /** The words and the link that the requester added; absent where there are none. */
  readonly notes?: StartNotes;
  /** The name of the plan that it goes by; absent for that of the service itself. */
  readonly planName?: string;
  /** The freeze that the service is under; absent when there is none. */
  readonly freeze?: FreezeInForce;
  /** The lock on the service, and whether who starts owns it; absent when there is none. */
  readonly lock?: LockInForce & { readonly isOwn: boolean };
}

/** A freeze as it was read for a decision: null when none is in force, undefined when it was not read. */
export type FreezeReading = FreezeInForce | null | undefined;

/** Alarm states read just now, as evidence that nothing fires; `unreadable` when the read failed. */
export type AlarmEvidence = readonly AlarmReading[] | 'unreadable';

/** A target as the engine read it after a run of the reconciler. */
export interface TargetObservation extends TargetReading {
  readonly name: string;
  readonly change: string | null;
}

/** The state of one target after the end. */
export interface TargetAftermath extends TargetObservation {
  /** The reason why the old version in its baseline cannot get the traffic any more; left out when it can. */
  readonly noWayBack?: string;
}

/** The state of everything a rollout moved, after its end. */
export interface Aftermath {
  readonly targets: readonly TargetAftermath[];
  /** Empty where the service has none. */
  readonly components: ComponentEvidence;
  /** The service that owns each target by now; null when none does. */
  readonly owners: Readonly<Record<string, string | null>>;
}

/** News about the call of a hook. */
export type HookNews =
  /** A worker is about to make the call. Only the worker that saves this makes it. */
  | { readonly kind: 'claimed' }
  /** The function has answered, at once or later. */
  | { readonly kind: 'answered'; readonly ok: boolean; readonly text: string }
  /** The function ran, and its answer comes later. */
  | { readonly kind: 'taken' }
  /** AWS refused the call: the function did not run. `again`: worth another try. */
  | { readonly kind: 'refused'; readonly again: boolean; readonly text: string }
  /** Nobody knows whether the function ran, or how it ended. */
  | { readonly kind: 'unknown'; readonly text: string };

/** The state of the world as the engine read it for one decision. What was not read is left out; `decide` asks for what it needs. */
export interface Evidence {
  readonly alarms?: AlarmEvidence;
  /** The targets, before a person's command raises exposure. */
  readonly targets?: readonly TargetObservation[];
  readonly freeze?: FreezeReading;
  /** The metrics of both arms since the start; left out where nothing is compared. */
  readonly minutes?: MinuteEvidence;
  readonly components?: ComponentEvidence;
  /** The reading of a drain's metric; left out when no drain runs, null when it has no data or could not be read. */
  readonly drain?: MetricReading | null;
  /** Everything that a completed rollout moved. */
  readonly aftermath?: Aftermath;
}

/** Something that happened and concerns a rollout. */
export type Signal =
  | (Command<Requester> & {
      readonly kind: 'start';
      readonly draft: Draft;
      /** True for the start that is next in the queue. */
      readonly turn?: true;
      /** The moment that it was scheduled for; absent for one that was not. */
      readonly scheduled?: StartTime;
      /** The reason of a hotfix, which passes the queue. */
      readonly hotfix?: string;
      /** The starts that a hotfix passes, as the newest record has them. */
      readonly passed?: readonly QueuedStart[];
    })
  | (Command & {
      readonly kind: 'approve';
      /** True when the live configuration (or the frozen copy) counts the person among the approvers. */
      readonly isApprover: boolean;
      /** The approvers who count now, by the position of the approval; those of the frozen plan where it is left out. */
      readonly approvers?: Approvers;
    })
  | (Command & { readonly kind: 'reject'; readonly text: string })
  /** Takes back the person's own approval. */
  | (Command & { readonly kind: 'withdraw' })
  | (Command<Requester> & { readonly kind: 'pause' })
  | (Command & {
      readonly kind: 'resume';
      /** Set where the person says that the hook that Serin holds for is done. */
      readonly done?: Authority & {
        /** The source of that knowledge, in words. */
        readonly text: string;
      };
      /** True where Serin is to overwrite the shares that somebody else set. */
      readonly putsBack?: true;
      /** True where a person accepts what somebody changed after the end. */
      readonly accepts?: true;
    })
  | (Command & Authority & { readonly kind: 'promote' })
  | (Command & Authority & { readonly kind: 'skip' })
  | (Command<Requester> & { readonly kind: 'rollback'; readonly text: string })
  | { readonly kind: 'alarm'; readonly key: string; readonly change: AlarmChange }
  | { readonly kind: 'timer'; readonly key: string; readonly rollout: string }
  /** Somebody changed a target of a completed rollout. `at`: when, to the second. `caller`: who, in short. */
  | { readonly kind: 'target-change'; readonly rollout: string; readonly at: number; readonly caller: string }
  | {
      readonly kind: 'hook';
      readonly rollout: string;
      /** The step and the call that it is about; see `HookCall`. */
      readonly step: number;
      readonly call: number;
      readonly news: HookNews;
    }
  /** The users still on the canary after a rollback, read just now; null when the metric has no data. */
  | { readonly kind: 'leaving'; readonly rollout: string; readonly reading: MetricReading | 'unreadable' | null }
  /**
   * Somebody else wrote to the control center, or (`unwritten`) Serin cannot bring it up to date. `detail`: the change or the
   * reason, in words.
   */
  | { readonly kind: 'control-center'; readonly detail: string; readonly unwritten?: true }
  /** The control center was read, or (`unread`) could not be: the reason, in AWS's words. */
  | { readonly kind: 'center-read'; readonly unread: string | null }
  | { readonly kind: 'observation'; readonly generation: number; readonly targets: readonly TargetObservation[] }
  /** Somebody froze the service, or lifted a freeze. `freeze`: the one in force from now on. `text`: what was done. */
  | {
      readonly kind: 'freeze';
      readonly actor: Requester;
      readonly freeze: FreezeInForce | null;
      readonly text: string;
    }
  /** Somebody locked the service, or unlocked it. `lock`: the one from now on. `text`: what was done. */
  | { readonly kind: 'lock'; readonly actor: Requester; readonly lock: LockInForce | null; readonly text: string };

/** An effect as decided; the engine adds when and how often. */
export type Planned = Pick<Effect, 'key' | 'body'>;

/** The answer of `decide`. */
export type Decision =
  | { readonly answer: 'accepted'; readonly next: Rollout; readonly effects: readonly Planned[]; readonly say: string }
  | { readonly answer: 'ignored'; readonly because: string }
  | {
      readonly answer: 'refused';
      readonly code: string;
      readonly because: string;
      readonly findings?: readonly Finding[];
    }
  /** The signal would raise the weight: the engine reads the alarms and decides again with them. */
  | { readonly answer: 'needs-alarms' }
  /** An alarm would act, and the service compares both versions before: the engine reads their metrics and decides again. */
  | { readonly answer: 'needs-minutes' }
  /** A person's command would raise exposure, and a target may have drifted: the engine reads the targets and decides again. */
  | { readonly answer: 'needs-targets' }
  /** The signal would raise exposure: the engine reads the freezes and decides again. */
  | { readonly answer: 'needs-freeze' }
  /** A completed rollout would roll back: the engine reads the state of everything that it moved and decides again. */
  | { readonly answer: 'needs-aftermath' };
