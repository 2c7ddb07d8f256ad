import type { AlarmSight } from './alarm-measure.ts';
import type { AlarmState, UnclearAlarm } from './alarm-state.ts';
import type { WatchedComponents } from './component.ts';
import type { KnownCenter } from './control-center.ts';
import type { Effect } from './effect.ts';
import type { EnvironmentRoles } from './environment.ts';
import type { Fault } from './fault.ts';
import type { Finding } from './finding.ts';
import type { Json } from './json.ts';
import type { AlarmMessage, CardRef } from './message-ref.ts';
import type { IamIdentity, Person, Requester } from './person.ts';
import type { Service, TargetConfig } from './service.ts';
import type { Sync } from './sync.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** What was last seen of one target. */
export interface TargetReading {
  /** When it was read. */
  readonly at: number;
  /** Share on the canary in percent, as the world has it; null when it could not be read. */
  readonly weight: number | null;
  /** The cohorts that are open there; absent where the kind of target knows none, or it could not be read. */
  readonly cohorts?: readonly string[];
  /** From when on every user has this weight (in sync, plus the time answers are cached); null while that is not known. */
  readonly effectiveAt: number | null;
  /** What somebody else changed of what the baseline describes, in words; null when nothing. */
  readonly drift: string | null;
  /** Whether the target equals its baseline, to the letter. */
  readonly atBaseline: boolean;
  /** Whether the target is promoted: the canary is all there is, no residue. */
  readonly promoted: boolean;
  readonly fault: Fault | null;
  /** Since when it could not be read, look after look; absent when it was read. */
  readonly unreadSince?: number;
}

/**
 * What a target splits: each request anew, the answers of resolvers, which many users share, or users, each of whom stays on a
 * side. `arm`: nothing, since it heeds the arm that another target decided.
 */
export type SplitUnit = 'requests' | 'resolvers' | 'users' | 'arm';

/** One target inside a rollout. */
export interface TargetState {
  readonly name: string;
  readonly config: TargetConfig;
  /** What the adapter resolved and froze before anything moved: roles, versions, the baseline. Only the adapter reads it. */
  readonly frozen: Json;
  /** The baseline in words, a line each: what to put back by hand. */
  readonly baseline: readonly string[];
  /** What each arm is, in words: a version, an identifier. */
  readonly stable: string;
  readonly canary: string;
  /** What the target splits. */
  readonly splits: SplitUnit;
  /** What a weight of the plan becomes in this target, where it cannot be expressed exactly; by the weight as text. */
  readonly expressed: Readonly<Record<string, number>>;
  /** Facts worth showing on the card for the whole rollout, such as a share that cannot be expressed exactly. */
  readonly notes: readonly string[];
  /** The id of the last change that may still be under way (Route 53), if any. */
  readonly change: string | null;
  readonly observed: TargetReading | null;
}

/** One approval of the gate that is open. */
export interface Approval {
  readonly by: Person;
  readonly at: number;
}

/** What a metric said. */
export interface MetricReading {
  readonly value: number;
  /** The beginning of the minute that it is of, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Who is still on the canary of a rollout that went back: what began there (a session, a connection) stays until it ends. A drain
 * of the plan says what counts them, and how few are none.
 */
export interface RemainingUsers {
  /** When the rollout went back. */
  readonly since: number;
  /** Serin looks no longer than this. */
  readonly until: number;
  /** The newest number; null while there is none. */
  readonly seen: MetricReading | null;
  /** Whether the last look failed. */
  readonly isUnread: boolean;
}

/** The call of the hook at the current step: once, unless a person who resumes after a failure asks for another. */
export interface HookCall {
  /** From 1. The token that the function gets is for exactly this rollout, step and call. */
  readonly n: number;
  /**
   * `due`: to be made. `called`: a worker saved that it makes it, and then made it; whether the function ran is not known.
   * `taken`: the function ran and answers later. `missed`: its time is over, and people were asked; an answer still counts.
   * `done` and `failed`: it has answered, or AWS refused the call for good.
   */
  readonly state: 'due' | 'called' | 'taken' | 'missed' | 'done' | 'failed';
  /** Since when it is in this state; for `due`: from when on it may be made. */
  readonly at: number;
  /** How long an answer is waited for. */
  readonly until: number;
}

/** What a running rollout was doing when it was paused or held, so that it can go on. */
export type Activity =
  | { readonly status: 'shifting'; readonly wanted: number }
  | { readonly status: 'baking'; readonly remaining: number }
  | { readonly status: 'awaiting-approval' }
  | { readonly status: 'hooking'; readonly call: HookCall }
  | { readonly status: 'draining'; readonly remaining: number; readonly seen: MetricReading | null }
  | { readonly status: 'promoting' };

/** Why Serin holds and asks. */
export type Hold =
  | { readonly kind: 'drift'; readonly target: string; readonly detail: string }
  | { readonly kind: 'partial'; readonly target: string; readonly fault: Fault }
  /** The control center cannot be read or written. `detail`: why, in AWS's words. */
  | { readonly kind: 'control-center'; readonly detail: string }
  /** `isBack`: it can be read again, and is as it was left; people were told. */
  | { readonly kind: 'unread'; readonly target: string; readonly fault: Fault; readonly isBack?: true }
  /** The components cannot be read. `detail`: why. `isBack`: they can again, and are as they were; people were told. */
  | { readonly kind: 'components-unread'; readonly detail: string; readonly isBack?: true }
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

/** Why a rollout went back. */
export type Reason =
  | { readonly kind: 'alarm'; readonly name: string; readonly detail: string }
  | { readonly kind: 'person'; readonly by: Person; readonly text: string }
  | { readonly kind: 'iam'; readonly by: IamIdentity; readonly text: string }
  | { readonly kind: 'rejected'; readonly by: Person; readonly text: string }
  | { readonly kind: 'hook'; readonly function: string; readonly detail: string };

/** Where a rollout stands. `status` is the word people see. */
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
      /** From when on everybody has the canary: a reading of an earlier minute says nothing. */
      readonly from: number;
      /** When the wait is over whatever the metric says. */
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
      /** `returning`: bring the canary to 0. `restoring`: no earlier writer is alive any more; make the end exact. */
      readonly stage: 'returning' | 'restoring';
      /** The moment after which no worker that may still write can be alive. */
      readonly settleAt: number;
      /** Set while a person is asked what to do with a foreign change to the baseline. */
      readonly question: string | null;
      /** Names of targets whose foreign change a person keeps. */
      readonly keep: readonly string[];
      /** Names of targets that a person left as they are, whatever they have: nothing is written to them any more. */
      readonly left?: readonly string[];
      /** The target that got traffic on the canary again after it had been seen back, how often, and since when. */
      readonly undone?: { readonly target: string; readonly times: number; readonly since: number };
      /** Since when targets have been out of reach, and when people were last told. */
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
      /** Names of the targets that do not equal their baseline, by a person's word; left out when there are none. */
      readonly left?: readonly string[];
    };

/** The word for where a rollout stands. */
export type Status = Phase['status'];

/** A step that did not run to its end because a person hurried the plan: the bake was skipped, or it was promoted past it. */
export interface SkippedStep {
  readonly step: number;
  readonly how: 'skipped' | 'promoted';
  readonly by: Person;
}

/** One run of a plan for one service. */
export interface Rollout {
  readonly id: string;
  readonly service: string;
  /** What was asked for: the label, for example `v54`. */
  readonly canary: string;
  readonly by: Requester;
  /** When it was asked for, in the time of who carried the command: orders typed commands before and after. */
  readonly askedAt: number;
  readonly startedAt: number;
  /** The configuration as it was at the start. */
  readonly config: Service;
  /** Which environment is which, frozen at the start; null for a service that is one stack. */
  readonly environments: EnvironmentRoles | null;
  readonly step: number;
  /** The steps that a person hurried past, each once; every other step behind is done. */
  readonly hurried: readonly SkippedStep[];
  readonly phase: Phase;
  /** The intended share on the canary, in percent. */
  readonly weight: number;
  /** The cohorts that the canary is open to, as intended, in the order in which the plan opened them. */
  readonly cohorts: readonly string[];
  /** Rises with every change of what is intended for the world. */
  readonly generation: number;
  /** How many times the intention was lowered, the weight or the cohorts; picks Route 53 pairs that no earlier write expects. */
  readonly reversals: number;
  /** The last weight where all targets agreed. */
  readonly agreed: number;
  /** When the intention last changed. */
  readonly intendedAt: number;
  /** True once promotion was intended: from then on a rollback restores versions too. */
  readonly promotionBegan: boolean;
  /** When it was rolled back after it had been completed; absent where it was not. */
  readonly reopenedAt?: number;
  /** The share of the canary when it went back, in percent; absent where it did not, and of rollouts of before this was kept. */
  readonly wentBackFrom?: number;
  /** When the hook was called after which there is no return; null before. From then on no alarm rolls back by itself. */
  readonly noReturnAt: number | null;
  /** Who is still on the canary; null while it does not go back, where nothing counts them, and once nobody is left. */
  readonly leaving: RemainingUsers | null;
  readonly targets: readonly TargetState[];
  readonly components: WatchedComponents;
  /** What is known of the alarms, by name. */
  readonly alarms: Readonly<Record<string, AlarmState>>;
  /** What its alarms can see of the canary; absent in records that were written before this was kept. */
  readonly sights?: readonly AlarmSight[];
  readonly findings: readonly Finding[];
  /** The newest entries; older ones are stored beside the record. */
  readonly timeline: readonly TimelineEntry[];
  readonly entries: number;
  readonly card: CardRef | null;
  /** The newest messages about its alarms; absent where there was none. */
  readonly alarmMessages?: readonly AlarmMessage[];
}

/** The one item per service: the lock, the running (or last) rollout, and what is still to be told. */
export interface ServiceRecord {
  readonly schema: 1;
  readonly service: string;
  /** Counts the saves; a save names the revision it replaces. 0: never saved. */
  readonly revision: number;
  readonly rollout: Rollout | null;
  /** The sync that runs, or the last one; null when there never was one. While it runs it holds the lock too. */
  readonly sync: Sync | null;
  /** What Serin last read or wrote in the control center; null for a service that is one stack. */
  readonly controlCenter: KnownCenter | null;
  readonly outbox: readonly Effect[];
  /** Keys of the commands and events taken, so that each counts once. */
  readonly seen: readonly { readonly key: string; readonly at: number }[];
  /** The timer that will wake this service; null when nothing is to be done. `seq` never goes back. */
  readonly wake: { readonly seq: number; readonly at: number | null };
}

/** Since when a rollout is in its phase. */
export function phaseStart(phase: Phase): number {
  if (phase.status === 'awaiting-approval') return phase.openedAt;
  return 'since' in phase ? phase.since : phase.at;
}

/** Whether a rollout is over. */
export function isFinished(rollout: Rollout): boolean {
  return rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back';
}

/** A record for a service that was never rolled out. */
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
