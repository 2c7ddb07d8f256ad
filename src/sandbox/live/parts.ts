import type { Verb } from '../../command/usage.ts';
import type { EnvironmentId } from '../../domain/environment.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Phase } from '../../domain/record.ts';
import type { StepStanding } from '../../domain/step-standing.ts';
import type { Arm, Behaviour } from '../traffic/behaviour.ts';
import type { Layer } from '../traffic/chain.ts';
import type { Minute } from '../traffic/minutes.ts';
import type { Changeovers, Mismatches, Visited } from '../traffic/pages.ts';

/** What stays as it is while the sandbox runs. */
export interface AboutPart {
  readonly kind: 'about';
  /** Another one: the sandbox was started anew. */
  readonly run: string;
  readonly people: readonly Named[];
  readonly channels: readonly Named[];
  readonly commands: Readonly<Record<Verb, { readonly takes: string; readonly does: string }>>;
  /** False when AWS is elsewhere, where nobody simulates users. */
  readonly hasUsers: boolean;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ClockPart {
  readonly kind: 'clock';
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
  /** Virtual seconds per real second. */
  readonly speed: number;
}

/** One service, with its newest rollout. */
export interface ServicePart {
  readonly kind: 'service';
  readonly name: string;
  readonly channel: string;
  readonly plan: Plan;
  readonly targets: readonly TargetPart[];
  /** What `start` takes, the one that users have first. */
  readonly versions: readonly string[];
  /** How the arms behave; null when nobody simulates users. */
  readonly arms: Readonly<Record<Arm, Behaviour>> | null;
  readonly rollout: RolloutPart | null;
}

export interface TargetPart {
  /** `lambda-alias`, `route53` and so on. */
  readonly target: string;
  readonly name: string;
  /** Share on the canary in percent, as the model of AWS has it; null when AWS is elsewhere. */
  readonly weight: number | null;
  /** What each arm is in the newest rollout: a version, an identifier. */
  readonly arms: Readonly<Record<Arm, string>> | null;
}

export interface RolloutPart {
  readonly id: string;
  readonly canary: string;
  /** Slack id of who started it. */
  readonly by: string;
  readonly startedAt: number;
  readonly plan: Plan;
  /** Where each step of the plan stands, and who hurried past it. */
  readonly steps: readonly StepStanding[];
  /** Position of the current step in the plan, from 0. */
  readonly step: number;
  readonly phase: Phase;
  /** The share that Serin read on the canary in the last minutes, the highest of all targets, in percent; null where it is unknown. */
  readonly share: number | null;
}

/** A service whose users are followed through all its layers. */
export interface StackPart {
  readonly kind: 'stack';
  readonly service: string;
  /** What the environments are called. */
  readonly names: Readonly<Record<EnvironmentId, string>>;
  /** What the control center says; null where it cannot be read. */
  readonly center: {
    readonly active: EnvironmentId;
    readonly fallback: EnvironmentId;
    readonly deployments: 'open' | 'closed';
  } | null;
  /** Share of the users that the edge sends to each side, in percent. */
  readonly split: Readonly<Record<EnvironmentId, number>>;
  /** What is behind the edge, in the order in which a request goes through it. */
  readonly layers: readonly Layer[];
  /** The version that comes next. */
  readonly next: string;
  readonly groups: readonly UserGroup[];
  /** A character for each user: the position of their group in base 36, `-` for who has not come yet. */
  readonly users: string;
  readonly mismatches: Mismatches;
  readonly changeovers: Changeovers;
}

/** Users whose newest page was of the same side and version. */
export interface UserGroup extends Visited {
  readonly count: number;
}

export interface AlarmPart {
  readonly kind: 'alarm';
  readonly name: string;
  readonly service: string;
  /** CloudWatch's state. */
  readonly state: string;
  readonly watches: 'errors' | 'latency';
  /** In percent of the requests, or in milliseconds. */
  readonly threshold: number;
}

export interface MinutePart extends Minute {
  readonly kind: 'minute';
  readonly service: string;
}

/** A message in a channel, in a thread, or one that a single person sees. */
export interface MessagePart {
  readonly kind: 'message';
  /** Virtual time at which it was there first. */
  readonly at: number;
  /** Id of its channel. */
  readonly channel: string;
  /** Slack's id of a message in its channel. */
  readonly ts: string;
  /** The ts of the message that it answers; null outside threads. */
  readonly thread: string | null;
  /** `typed`: what somebody typed; Slack shows that to nobody else. */
  readonly from: 'serin' | 'typed';
  /** Slack id of the only person who sees it; null when everybody does. */
  readonly only: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
}

/** One call to AWS. */
export interface CallPart {
  readonly kind: 'call';
  readonly seq: number;
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  /** The arguments in JSON, cut to a bounded length. */
  readonly input: string;
  readonly changes: boolean;
  /** The name of the SDK's error; null when it succeeded. */
  readonly error: string | null;
}

/** One thing that the console shows. Parts come by key; a newer one takes the place of the older. */
export type Part = AboutPart | ClockPart | ServicePart | StackPart | AlarmPart | MinutePart | MessagePart | CallPart;

/** What `GET /sandbox/events` sends: everything at first (`world`), then what changed (`patch`). */
export interface Patch {
  readonly set: Readonly<Record<string, Part>>;
  readonly drop: readonly string[];
}
