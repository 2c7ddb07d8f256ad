import type { Verb } from '../../command/usage.ts';
import type { VerdictSummary } from '../../domain/analysis/verdict.ts';
import type { Versions } from '../../domain/analysis/words.ts';
import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { Status } from '../../domain/rollout/record.ts';
import type { StepStanding } from '../../domain/rollout/step-standing.ts';
import type { ExplainedMinute } from '../../rollout/analysis/explain-verdict.ts';
import type { Arm, Behaviour } from '../traffic/behaviour.ts';
import type { Layer } from '../traffic/chain.ts';
import type { Minute } from '../traffic/minutes.ts';
import type { Changeovers, Mismatches, Visited } from '../traffic/pages.ts';

/** The facts that stay while the sandbox runs. */
export interface AboutPart {
  readonly kind: 'about';
  /** The id of this run; another id means that the sandbox was restarted. */
  readonly run: string;
  readonly people: readonly Named[];
  /** The user groups, by their handles. */
  readonly groups: readonly Named[];
  readonly channels: readonly Named[];
  readonly commands: Readonly<Record<Verb, { readonly takes: string; readonly does: string }>>;
  /** False when AWS is elsewhere, where no users are simulated. */
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
  readonly plan: readonly StepPart[];
  readonly targets: readonly TargetPart[];
  /** The versions that `start` accepts, the one that users have first. */
  readonly versions: readonly string[];
  /** The behaviour of the arms; null when no users are simulated. */
  readonly arms: Readonly<Record<Arm, Behaviour>> | null;
  readonly rollout: RolloutPart | null;
}

export interface TargetPart {
  /** `lambda-alias`, `route53` and so on. */
  readonly target: string;
  readonly name: string;
  /** The share on the canary in percent, as the model of AWS has it; null when AWS is elsewhere. */
  readonly weight: number | null;
  /** The arms of the newest rollout: versions or identifiers. */
  readonly arms: Readonly<Record<Arm, string>> | null;
  /** The seconds for which a load balancer keeps users in their target group; null where it keeps nobody, left out for other kinds. */
  readonly sticky?: number | null;
  /** The deployment of ECS that is under way; null while none is, left out for other kinds. */
  readonly deployment?: DeploymentPart | null;
}

/** A deployment of ECS, as ECS has it. */
export interface DeploymentPart {
  readonly status: string;
  /** The stage of its lifecycle; null before the first. */
  readonly stage: string | null;
  /** The moment at which the pause that it is in expires, in milliseconds since the epoch; null while it is in none. */
  readonly pausedUntil: number | null;
}

/** A step of a plan, as it is drawn. */
export interface StepPart {
  readonly words: string;
  /** Its length, in milliseconds; null where nobody knows it before. */
  readonly lasts: number | null;
}

/** The phase of a rollout, as it is drawn. */
export interface PhasePart {
  readonly status: Status;
  /** The status in words, as in the messages in Slack. */
  readonly words: string;
  /** Under way, waiting for a person, good, bad. */
  readonly tone: 'going' | 'asks' | 'good' | 'bad';
  /** The time of the current step; null when only an event ends it. */
  readonly time: { readonly from: number; readonly until: number } | null;
  /** The time left of a step that is paused or held, in milliseconds; null where there is none, or it says nothing. */
  readonly left: number | null;
  /** True where a bake is over and waits until the comparison knows enough. */
  readonly waits: boolean;
  /** The moment at which the rollout was over; null before. */
  readonly over: number | null;
}

export interface RolloutPart {
  readonly id: string;
  readonly canary: string;
  /** The Slack id of the person who started it; an IAM identity in short. */
  readonly by: string;
  readonly startedAt: number;
  readonly plan: readonly StepPart[];
  /** The standing of each step of the plan, with the person who skipped or promoted past it. */
  readonly steps: readonly StepStanding[];
  /** The position of the current step in the plan, from 0. */
  readonly step: number;
  readonly phase: PhasePart;
  /**
   * The share that Serin read on the canary in the last minutes, the highest of all targets, in percent; null where it is
   * unknown.
   */
  readonly share: number | null;
}

/** A service whose users are followed through all its layers. */
export interface StackPart {
  readonly kind: 'stack';
  readonly service: string;
  /** The names of the environments. */
  readonly names: Readonly<Record<EnvironmentId, string>>;
  /** The state of the control center; null where it cannot be read. */
  readonly center: {
    readonly active: EnvironmentId;
    readonly fallback: EnvironmentId;
    readonly deployments: 'open' | 'closed';
  } | null;
  /** The share of the users that the edge sends to each environment, in percent. */
  readonly split: Readonly<Record<EnvironmentId, number>>;
  /** The layers behind the edge, in the order in which a request goes through them. */
  readonly layers: readonly Layer[];
  /** The next version. */
  readonly next: string;
  readonly groups: readonly UserGroup[];
  /** A character for each user: the position of their group in base 36, `-` for a user who has not come yet. */
  readonly users: string;
  readonly mismatches: Mismatches;
  readonly changeovers: Changeovers;
}

/** Users whose newest page had the same environment and version. */
export interface UserGroup extends Visited {
  readonly count: number;
}

/** The comparison of the canary with stable in the newest rollout of a service. */
export interface ComparisonPart {
  readonly kind: 'comparison';
  readonly service: string;
  readonly versions: Versions;
  /** The newest verdict; null before the first one. */
  readonly verdict: VerdictPart | null;
  /** The moment from which the metrics could not be read; null while they can. */
  readonly unreadSince: number | null;
  /** The reason why nothing is compared any more, as a sentence; null while both versions are. */
  readonly ended: string | null;
  /** The error rate that no version may exceed, in percent; null where there is none. */
  readonly guard: number | null;
  readonly tests: readonly TestPart[];
  /** The minutes that the verdict was made from, oldest first, the newest of a long series; empty where they are gone. */
  readonly minutes: readonly ExplainedMinute[];
  /** The number of earlier minutes that the verdict was made from too. */
  readonly left: number;
  /** False where the verdict could not be made again from the minutes: then they have no evidence. */
  readonly isProven: boolean;
}

/** A verdict in words, the same as on the card. */
export interface VerdictPart {
  readonly outcome: VerdictSummary['outcome'];
  /** The verdict in one line. */
  readonly text: string;
  /** The same in a few words. */
  readonly short: string;
  /** The requests that met the canary, and how many of them failed because of it; empty without requests. */
  readonly exposure: string;
  /** The end of the last minute that was judged. */
  readonly through: number;
}

/** A test of the judge. */
export interface TestPart {
  readonly name: string;
  /** True where its evidence is a count, false where it is ln of a likelihood ratio. */
  readonly isCount: boolean;
  /** The start of the minute in which its boundary was crossed; null where it was not. */
  readonly crossedAt: number | null;
}

export interface AlarmPart {
  readonly kind: 'alarm';
  readonly name: string;
  readonly service: string;
  /** CloudWatch's state. */
  readonly state: string;
  readonly watches: 'errors' | 'latency';
  /** The threshold, in percent of the requests or in milliseconds. */
  readonly threshold: number;
}

export interface MinutePart extends Minute {
  readonly kind: 'minute';
  readonly service: string;
}

/** A message in a channel, in a thread, or one that a single person sees. */
export interface MessagePart {
  readonly kind: 'message';
  /** The virtual time at which it was first seen, in milliseconds since the epoch. */
  readonly at: number;
  /** The id of its channel. */
  readonly channel: string;
  /** Slack's id of a message in its channel. */
  readonly ts: string;
  /** The ts of the message that it answers; null outside threads. */
  readonly thread: string | null;
  /** `typed` marks a text that a person typed; Slack shows it to nobody else. */
  readonly from: 'serin' | 'typed';
  /** The Slack id of the only person who sees it; null when everybody does. */
  readonly only: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** The text that phones were sent when it was posted, and whom it mentioned; null for a message that only one person sees. */
  readonly push: Push | null;
}

/** The notification of a message. Slack sends it once: what is changed later does not come to a locked phone. */
export interface Push {
  readonly text: string;
  /** The Slack ids of the people whom it mentions, by name or by their user group. */
  readonly to: readonly string[];
}

/** The modal that one person has open. */
export interface ModalPart {
  readonly kind: 'modal';
  /** The Slack id of the person. */
  readonly user: string;
  /** Slack's id of the modal; what was typed belongs to it. */
  readonly id: string;
  readonly title: string;
  /** The words on its buttons; null where it has none. */
  readonly submit: string | null;
  readonly close: string;
  readonly blocks: readonly unknown[];
  /** The errors of the last submission, by block. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The App Home that one person sees. */
export interface HomePart {
  readonly kind: 'home';
  /** The Slack id of the person. */
  readonly user: string;
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

/** One thing that the console shows. Parts have a key; a newer part replaces the older one. */
export type Part =
  | AboutPart
  | ClockPart
  | ServicePart
  | StackPart
  | ComparisonPart
  | AlarmPart
  | MinutePart
  | MessagePart
  | ModalPart
  | HomePart
  | CallPart;

/** The data of `GET /sandbox/events`: everything at first (`world`), then the changes (`patch`). */
export interface Patch {
  readonly set: Readonly<Record<string, Part>>;
  readonly drop: readonly string[];
}
