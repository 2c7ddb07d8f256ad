import type { Person } from '../../domain/people/person.ts';
import type { ReplyTo } from '../../domain/rollout/effect.ts';
import type { ShownStart } from '../../domain/rollout/shown-start.ts';
import type { StartNotes } from '../../domain/rollout/start-notes.ts';
import type { TrialWish } from '../trials.ts';
import type { Origin } from './people.ts';

/** The rollout and the state that a command refers to. */
interface Aimed {
  readonly service: string;
  /** The rollout a button belongs to; null for a typed command. */
  readonly rollout: string | null;
  /** The state that a button was drawn for: the step, and the start of the phase; null for a typed command. */
  readonly at: { readonly step: number; readonly since: number } | null;
}

/** A command that freezes or lifts a freeze, of one service or of all. `ms`: the length, from the moment of sending. */
export type FreezeBody =
  | { readonly name: 'freeze'; readonly service: string; readonly ms: number; readonly text: string }
  | { readonly name: 'freeze-all'; readonly ms: number; readonly text: string }
  | { readonly name: 'unfreeze'; readonly service: string; readonly text: string }
  | { readonly name: 'unfreeze-all'; readonly text: string };

/** A command that locks a service, or unlocks it. */
export type LockBody =
  | { readonly name: 'lock'; readonly service: string; readonly text: string }
  | { readonly name: 'unlock'; readonly service: string; readonly text: string };

/** A command about the starts that wait behind the rollout of a service: asks for them, takes one out, lets them go on. */
export type QueueBody =
  | { readonly name: 'queue'; readonly service: string }
  | { readonly name: 'leave-queue'; readonly service: string; readonly label: string }
  /** `stop`: the moment of the stop that the button was drawn for, in milliseconds since the epoch; absent where it was typed. */
  | { readonly name: 'resume-queue'; readonly service: string; readonly stop?: number };

/** A command that a person may send. */
export type CommandBody =
  | {
      readonly name: 'start';
      readonly service: string;
      readonly label: string;
      readonly explicit: Readonly<Record<string, string>>;
      readonly force: boolean;
      /** True for the fix of an incident: it starts although an alarm fires, and is judged by the comparison only. */
      readonly fix?: true;
      readonly adopt: boolean;
      /** The confirmation: the word `yes`, or the start that the person was shown and wants; absent: it is shown first. */
      readonly confirmed?: 'yes' | ShownStart;
      /** True where it waits behind a rollout that runs. */
      readonly queue?: true;
      readonly notes?: StartNotes;
      /** The name of the plan that it goes by; absent: that of the service itself. */
      readonly plan?: string;
      /** The moment before which it does not start, as it was typed: `tomorrow 09:00`. Absent: it starts now. */
      readonly startAt?: string;
      /** The reason of a hotfix: it passes the queue, and the channel is told. */
      readonly hotfix?: string;
    }
  /**
   * Asks for the form of a start that is open as the modal `view`, its external id: drawn anew for the service, the version and the plan
   * that are chosen in it; null where none is, absent for the plan of the service itself.
   */
  | {
      readonly name: 'start-form';
      readonly view: string;
      readonly service: string | null;
      readonly label: string | null;
      readonly plan?: string;
      /** The message that it was opened on, in plain text: a service and a version that it names are chosen; absent elsewhere. */
      readonly message?: string;
    }
  | { readonly name: 'status'; readonly service: string }
  | { readonly name: 'env'; readonly service: string }
  | { readonly name: 'list' }
  /** Opened the App Home: it is drawn anew for the person. */
  | { readonly name: 'home' }
  /** Asks for finished rollouts; each filter is null where nothing is said. `page`: from 1. */
  | {
      readonly name: 'history';
      readonly service: string;
      /** The name or the Slack id of who started it. */
      readonly who: string | null;
      readonly outcome: 'completed' | 'rolled-back' | null;
      readonly version: string | null;
      readonly page: number;
    }
  /** Tries a plan before it runs. */
  | ({ readonly name: 'simulate'; readonly service: string } & TrialWish)
  /** `plan`: what the person was shown and wants done; null to be shown it. */
  | { readonly name: 'sync'; readonly service: string; readonly plan: string | null }
  | { readonly name: 'stop-sync'; readonly service: string; readonly sync: string }
  | FreezeBody
  | LockBody
  | QueueBody
  /** Asks for everything that is in the way of a start. */
  | { readonly name: 'where'; readonly service: string }
  | (Aimed & { readonly name: 'pause' })
  /**
   * `put-back`: resume, and overwrite the shares that somebody else set; after the end, give users back what the rollout left.
   * `accept`: leave what somebody changed after the end.
   */
  | (Aimed & { readonly name: 'approve' | 'withdraw' | 'resume' | 'put-back' | 'accept' | 'promote' | 'skip' })
  | (Aimed & { readonly name: 'rollback'; readonly text: string })
  /** `hook-done`: the hook that Serin holds for is done, so it goes on without another call. */
  | (Aimed & { readonly name: 'reject' | 'hook-done'; readonly text: string });

/** A command on its way from Slack to the worker. */
export interface SlackCommand {
  readonly v: 1;
  /** Made from Slack's request (trigger or action id), so that a retry has the same key. */
  readonly key: string;
  /** The moment at which it was sent according to Slack, in milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly by: Person;
  /** The workspace that it was said in; the organisation where Slack names no workspace. */
  readonly team: string;
  /**
   * The pinned Enterprise Grid organisation, where Slack's request does not tell its members from guests over Slack Connect:
   * nothing is done before Slack says that the person belongs to it. Absent where that is known.
   */
  readonly organisation?: string;
  readonly origin: Origin;
  readonly replyTo: ReplyTo;
  readonly body: CommandBody;
}

/** A command with the proof that the Slack function made it. */
export interface SignedCommand {
  readonly command: SlackCommand;
  /** HMAC-SHA256 over the canonical JSON of `command`, hex. */
  readonly mac: string;
}
