import type { AlarmSight } from '../alarm/measure.ts';
import type { AlarmState, UnclearAlarm } from '../alarm/state.ts';
import type { WatchedComponents } from '../environment/component.ts';
import type { CenterUnread, KnownCenter } from '../environment/control-center.ts';
import type { EnvironmentRoles } from '../environment/environment.ts';
import type { Sync } from '../environment/sync.ts';
import type { Finding } from '../finding.ts';
import type { Json } from '../json.ts';
import type { IamIdentity, Person, Requester } from '../people/person.ts';
import type { Service, TargetConfig } from '../service.ts';
import type { Effect } from './effect.ts';
import type { Fault } from './fault.ts';
import type { AlarmMessage, CardRef } from './message-ref.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** The last reading of one target. */
export interface TargetReading {
  /** The moment of the read, in milliseconds since the epoch. */
  readonly at: number;
  /** The real share on the canary, in percent; null when it could not be read. */
  readonly weight: number | null;
  /** The cohorts that are open there; absent where the kind of target has none, or they could not be read. */
  readonly cohorts?: readonly string[];
  /** The moment from which every user has this weight (in sync, plus the time answers are cached); null while not known. */
  readonly effectiveAt: number | null;
  /** The drift from the baseline that somebody else caused, in words; null when there is none. */
  readonly drift: string | null;
  /** True when the target equals its baseline exactly. */
  readonly atBaseline: boolean;
  /** True when the target is promoted: it has only the canary, with no residue. */
  readonly promoted: boolean;
  readonly fault: Fault | null;
  /** The moment from which every read failed; absent when it was read. */
  readonly unreadSince?: number;
}

/**
 * The unit that a target splits: requests, each anew; resolvers, whose answers many users share; users, each of whom keeps an arm.
 * `arm`: the target splits nothing and follows the arm that another target decided.
 */
export type SplitUnit = 'requests' | 'resolvers' | 'users' | 'arm';

/** One target inside a rollout. */
export interface TargetState {
  readonly name: string;
  readonly config: TargetConfig;
  /**
   * The state that the adapter resolved and froze before the first change: roles, versions, the baseline. Only the adapter reads
   * it.
   */
  readonly frozen: Json;
  /** The baseline in words, a line each, for a restore by hand. */
  readonly baseline: readonly string[];
  /** The name of each arm, in words: a version, an identifier. */
  readonly stable: string;
  readonly canary: string;
  /** The unit that the target splits. */
  readonly splits: SplitUnit;
  /** The weight that the target gets for a weight of the plan that it cannot express exactly; by the weight as text. */
  readonly expressed: Readonly<Record<string, number>>;
  /** Facts worth showing on the card for the whole rollout, such as a share that cannot be expressed exactly. */
  readonly notes: readonly string[];
  /** The id of the last change that may still be under way (Route 53), if any. */
  readonly change: string | null;
  readonly observed: TargetReading | null;
}

/** One person's approval of the open approval step. */
export interface Approval {
  readonly by: Person;
  readonly at: number;
}

/** The value of a metric in one minute. */
export interface MetricReading {
  readonly value: number;
  /** The beginning of that minute, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The users who are still on the canary after a rollback: a session or a connection that began there stays until it ends. A drain
 * step of the plan names the metric that counts them, and the number that means nobody.
 */
export interface RemainingUsers {
  /** The moment at which the rollback began. */
  readonly since: number;
  /** The moment after which Serin stops reading the metric. */
  readonly until: number;
  /** The newest number; null while there is none. */
  readonly seen: MetricReading | null;
  /** True when the last read failed. */
  readonly isUnread: boolean;
}

/** The call of the hook at the current step. Serin makes it once; only a person who resumes after a failure asks for another. */
export interface HookCall {
  /** The number of the call, from 1. The token that the function gets is for exactly this rollout, step and call. */
  readonly n: number;
  /**
   * `due`: to be made. `called`: a worker saved that it makes the call, and then made it; nobody knows whether the function ran.
   * `taken`: the function ran and answers later. `missed`: its time is over, and people were asked; an answer still counts. `done`
   * and `failed`: it has answered, or AWS refused the call permanently.
   */
  readonly state: 'due' | 'called' | 'taken' | 'missed' | 'done' | 'failed';
  /** The moment from which it is in this state; for `due`: the moment from which a worker may make it. */
  readonly at: number;
  /** The moment until which Serin waits for an answer. */
  readonly until: number;
}

/** The activity of a running rollout when it was paused or held; a resume continues it. */
export type Activity =
  | { readonly status: 'shifting'; readonly wanted: number }
  | { readonly status: 'baking'; readonly remaining: number }
  | { readonly status: 'awaiting-approval' }
  | { readonly status: 'hooking'; readonly call: HookCall }
  | { readonly status: 'draining'; readonly remaining: number; readonly seen: MetricReading | null }
  | { readonly status: 'promoting' };

/** The reason why Serin holds and asks. */
export type Hold =
  | { readonly kind: 'drift'; readonly target: string; readonly detail: string }
  | { readonly kind: 'partial'; readonly target: string; readonly fault: Fault }
  /** The control center cannot be written. `detail`: the reason, in AWS's words. */
  | { readonly kind: 'control-center'; readonly detail: string }
  /** `isBack`: the target can be read again and did not change; people were told. */
  | { readonly kind: 'unread'; readonly target: string; readonly fault: Fault; readonly isBack?: true }
  /** The components cannot be read. `detail`: the reason. `isBack`: they can be read again and did not change; people were told. */
  | { readonly kind: 'components-unread'; readonly detail: string; readonly isBack?: true }
  /** The control center cannot be read. `detail`: the reason. `isBack`: it can be read again; people were told. */
  | { readonly kind: 'center-unread'; readonly detail: string; readonly isBack?: true }
  | { readonly kind: 'gate-expired' }
  | {
      readonly kind: 'hook';
      readonly function: string;
      /** `unknown`: nobody knows whether the function ran, or how it ended. `late`: it ran and did not answer in time. */
      readonly outcome: 'failed' | 'late' | 'unknown';
      readonly detail: string;
    }
  | { readonly kind: 'alarm'; readonly name: string }
  /** Alarms that do not fire and are not known to be quiet. Whoever resumes answers for them. */
  | { readonly kind: 'alarm-unclear'; readonly alarms: readonly UnclearAlarm[] }
  | { readonly kind: 'alarms-unreadable' };

/** The reason of a rollback. */
export type Reason =
  | { readonly kind: 'alarm'; readonly name: string; readonly detail: string }
  | { readonly kind: 'person'; readonly by: Person; readonly text: string }
  | { readonly kind: 'iam'; readonly by: IamIdentity; readonly text: string }
  | { readonly kind: 'rejected'; readonly by: Person; readonly text: string }
  | { readonly kind: 'hook'; readonly function: string; readonly detail: string };

/** The phase of a rollout. `status` is the word people see. */
export type Phase =
  | { readonly status: 'shifting'; readonly since: number }
  | { readonly status: 'baking'; readonly since: number; readonly until: number }
  | {
      readonly status: 'awaiting-approval';
      readonly openedAt: number;
      readonly expiresAt: number;
      readonly approvals: readonly Approval[];
    }
  | { readonly status: 'hooking'; readonly since: number; readonly call: HookCall }
  | {
      readonly status: 'draining';
      readonly since: number;
      /** The moment from which everybody has the canary; a reading of an earlier minute does not count. */
      readonly from: number;
      /** The moment at which the wait ends, whatever the metric says. */
      readonly until: number;
      /** The newest reading since then; null while there is none. */
      readonly seen: MetricReading | null;
    }
  | { readonly status: 'paused'; readonly since: number; readonly by: Requester; readonly activity: Activity }
  | { readonly status: 'holding'; readonly since: number; readonly why: Hold; readonly activity: Activity }
  | { readonly status: 'promoting'; readonly since: number }
  | {
      readonly status: 'rolling-back';
      readonly since: number;
      readonly reason: Reason;
      /**
       * `returning`: Serin brings the canary to 0. `restoring`: no earlier writer is alive any more; Serin restores the exact
       * baseline.
       */
      readonly stage: 'returning' | 'restoring';
      /** The moment after which no worker that may still write can be alive. */
      readonly settleAt: number;
      /** The id of the question about a foreign change to the baseline; null while Serin asks none. */
      readonly question: string | null;
      /** Names of targets whose foreign change a person keeps. */
      readonly keep: readonly string[];
      /** Names of targets that a person left as they are; Serin does not write to them any more. */
      readonly left?: readonly string[];
      /** The target that got traffic on the canary again after its return, how often, and since when. */
      readonly undone?: { readonly target: string; readonly times: number; readonly since: number };
      /** The moment from which targets are unreachable, and the moment at which people were last told. */
      readonly unreachableSince: number | null;
      readonly toldAt: number | null;
    }
  | {
      readonly status: 'stuck';
      readonly since: number;
      readonly reason: Reason;
      readonly target: string;
      readonly fault: Fault;
      readonly tries: number;
      /** Names of targets whose foreign change a person keeps; left out when there are none. */
      readonly keep?: readonly string[];
      /** Names of targets that a person left as they are; left out when there are none. */
      readonly left?: readonly string[];
    }
  | {
      readonly status: 'completed';
      readonly at: number;
      /** The end of the rollback window; absent where there is none, or where another rollout has closed it. */
      readonly windowUntil?: number;
    }
  | {
      readonly status: 'rolled-back';
      readonly at: number;
      readonly reason: Reason;
      /** Names of the targets that a person left, which do not equal their baseline; left out when there are none. */
      readonly left?: readonly string[];
    };

/** The word for the phase of a rollout. */
export type Status = Phase['status'];

/** A step that a person cut short: the bake was skipped, or the plan was promoted past it. */
export interface SkippedStep {
  readonly step: number;
  readonly how: 'skipped' | 'promoted';
  readonly by: Person;
}

/** One run of a plan for one service. */
export interface Rollout {
  readonly id: string;
  readonly service: string;
  /** The requested version: its label, for example `v54`. */
  readonly canary: string;
  readonly by: Requester;
  /** The moment of the request, by the clock of whoever carried the command; it orders typed commands before and after. */
  readonly askedAt: number;
  readonly startedAt: number;
  /** The configuration as it was at the start. */
  readonly config: Service;
  /** The roles of the two environments, frozen at the start; null for a service that is one stack. */
  readonly environments: EnvironmentRoles | null;
  readonly step: number;
  /** The steps that a person skipped or promoted past, each once; every other earlier step is done. */
  readonly hurried: readonly SkippedStep[];
  readonly phase: Phase;
  /** The intended share on the canary, in percent. */
  readonly weight: number;
  /** The cohorts that the canary is open to, as intended, in the order in which the plan opened them. */
  readonly cohorts: readonly string[];
  /** The number of the intention; it rises with every change of the weight, the cohorts or the phase that targets must show. */
  readonly generation: number;
  /** The number of times that the intended weight or cohorts were lowered; picks Route 53 pairs that no earlier write expects. */
  readonly reversals: number;
  /** The last weight where all targets agreed. */
  readonly agreed: number;
  /** The moment at which the intention last changed. */
  readonly intendedAt: number;
  /** True once promotion was intended: from then on a rollback also restores versions. */
  readonly promotionBegan: boolean;
  /** The moment of a rollback after completion; absent where there was none. */
  readonly reopenedAt?: number;
  /** The share of the canary when the rollback began, in percent; absent where there was none, and in older records. */
  readonly wentBackFrom?: number;
  /** The moment at which a point-of-no-return hook was called; null before. From then on no alarm rolls back by itself. */
  readonly noReturnAt: number | null;
  /** The users still on the canary; null before a rollback, where no metric counts them, and once nobody is left. */
  readonly leaving: RemainingUsers | null;
  readonly targets: readonly TargetState[];
  readonly components: WatchedComponents;
  /** The failing reads of the control center; absent while it can be read. */
  readonly centerUnread?: CenterUnread;
  /** The known states of the alarms, by name. */
  readonly alarms: Readonly<Record<string, AlarmState>>;
  /** The requests that its alarms count; absent in older records. */
  readonly sights?: readonly AlarmSight[];
  readonly findings: readonly Finding[];
  /** The newest entries; older ones are stored beside the record. */
  readonly timeline: readonly TimelineEntry[];
  readonly entries: number;
  readonly card: CardRef | null;
  /** The newest messages about its alarms; absent where there was none. */
  readonly alarmMessages?: readonly AlarmMessage[];
}

/** The one item per service: the lock, the running (or last) rollout, and the outbox. */
export interface ServiceRecord {
  readonly schema: 1;
  readonly service: string;
  /** Counts the saves; a save names the revision it replaces. 0: never saved. */
  readonly revision: number;
  readonly rollout: Rollout | null;
  /** The sync that runs, or the last one; null when there never was one. While it runs it holds the lock too. */
  readonly sync: Sync | null;
  /** The value that Serin last read or wrote in the control center; null for a service that is one stack. */
  readonly controlCenter: KnownCenter | null;
  readonly outbox: readonly Effect[];
  /** Keys of the processed commands and events, so that each counts once. */
  readonly seen: readonly { readonly key: string; readonly at: number }[];
  /** The timer of this service; `at` is null when nothing is to be done. `seq` never decreases. */
  readonly wake: { readonly seq: number; readonly at: number | null };
}

/** Returns the moment from which a rollout is in its phase. */
export function phaseStart(phase: Phase): number {
  if ('openedAt' in phase) return phase.openedAt;
  return 'since' in phase ? phase.since : phase.at;
}

/** Tells whether a rollout is over. */
export function isFinished(rollout: Rollout): boolean {
  return rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back';
}

/** Returns the record of a service that was never rolled out. */
export function emptyRecord(service: string): ServiceRecord {
  return {
    schema: 1,
    service,
    revision: 0,
    rollout: null,
    sync: null,
    controlCenter: null,
    outbox: [],
    seen: [],
    wake: { seq: 0, at: null },
  };
}
