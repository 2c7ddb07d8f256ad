import type { EvaluationProblem } from '../../../src/domain/alarm/state.ts';
import type { EnvironmentId } from '../../../src/domain/environment/environment.ts';
import type { CallerBody } from '../../../src/ports/inbound/caller.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import type { CallFault } from './faults.ts';
import type { Edit } from './places/place.ts';
import type { ServiceName, Setup } from './setup.ts';
import type { AlarmName, AlarmState } from './world/alarms.ts';
import type { Saying } from './world/signals.ts';

/** What can stop answering. `Slack` is one of them. */
export const PARTIES = [
  'DynamoDB',
  'Lambda',
  'Route53',
  'ELBv2',
  'KeyValueStore',
  'SSM',
  'CloudWatch',
  'EdgeCloudWatch',
  'Scheduler',
  'ApiGateway',
  'S3',
  'LaunchDarkly',
  'Slack',
] as const;
export type Party = (typeof PARTIES)[number];

/** How a party is away: it refuses at once, keeps everybody waiting, or does what it is asked and does not say so. */
export const OUTAGES = ['refuses', 'hangs', 'is mute'] as const;

/** The calls of a party that are denied: those that only read, those that change something, or all. */
export type Denied = 'reads' | 'writes' | 'all';

/**
 * Something that happens in the world: so long after its beginning, in milliseconds, or after a call (`Lambda.UpdateAlias#2`, the
 * second of its kind), where one is named.
 */
export type Happening = { readonly at: number; readonly after?: string } & What;

/** The service that something happens to; the first one where it is left out. */
interface About {
  readonly service?: ServiceName;
}

export type What =
  | (About & {
      readonly kind: 'say';
      /** `sync` asks for the table, `sync it` has done what was shown last. */
      readonly name: Exclude<CommandBody['name'], 'stop-sync'> | 'sync it' | 'stop it';
      readonly as: string;
      /** The channel in which it is said, where that is not the one of who says it. */
      readonly channel?: string;
      readonly label: string;
      /** `start --force`, and the word with which a rollback is meant although there is no return. */
      readonly insists: boolean;
      /** The length of a freeze, in milliseconds. */
      readonly ms?: number;
      /** A start without `yes`: so long after it is shown, in milliseconds, its person clicks Start. */
      readonly startsAfter?: number;
      /** Whether a start waits behind a rollout that runs. */
      readonly waits?: boolean;
      /** A start that is scheduled: for the minute that begins so long after, in milliseconds, or later. */
      readonly startsIn?: number;
      /** Whether a start is a hotfix, which passes those who wait. */
      readonly hotfix?: boolean;
      /** Whether it is a click on the card as it is then, rather than a typed command. */
      readonly button: boolean;
      /** After how long the bus brings it; each further one is a duplicate. */
      readonly arrives: readonly number[];
    })
  /** A pipeline calls the worker. */
  | (About & {
      readonly kind: 'caller';
      readonly name: CallerBody['name'];
      readonly as: string;
      readonly label: string;
    })
  | {
      readonly kind: 'alarm';
      /** The one of Serin's own region where it is left out. */
      readonly alarm?: AlarmName;
      readonly value: AlarmState;
      /** After how long its event comes; none: it is lost. */
      readonly arrives: readonly number[];
    }
  /** The monitor of a service says something else than that it is healthy, for so long, in milliseconds. */
  | (About & { readonly kind: 'signal'; readonly says: Exclude<Saying, 'healthy'>; readonly lasts: number })
  | { readonly kind: 'alarm deleted'; readonly alarm?: AlarmName }
  /** CloudWatch does not evaluate an alarm in full for so long, in milliseconds; null: until somebody is told. */
  | {
      readonly kind: 'evaluation';
      readonly alarm?: AlarmName;
      readonly problem: EvaluationProblem;
      readonly lasts: number | null;
    }
  /** What becomes of the call itself that it is said to come after. */
  | { readonly kind: 'call'; readonly fault: CallFault }
  /** The timer that fired last fires again. */
  | { readonly kind: 'timer again' }
  | (About & { readonly kind: 'edit'; readonly target: number; readonly what: Edit })
  /** A target is deleted, and is there again so long after, in milliseconds; null: when somebody is told to create it. */
  | (About & { readonly kind: 'vanish'; readonly target: number; readonly lasts: number | null })
  /** Somebody else puts a target's split back to what it is now, every so often, for so long, in milliseconds. */
  | (About & { readonly kind: 'undo'; readonly target: number; readonly every: number; readonly lasts: number })
  /** A permission is missing for so long, in milliseconds; null: until somebody is told to give it. */
  | { readonly kind: 'denied'; readonly party: Party; readonly what: Denied; readonly lasts: number | null }
  /** Somebody applies another configuration: another channel, or something else that alarms do. */
  | (About & { readonly kind: 'apply'; readonly what: 'channel' | 'onAlarm' })
  /** Another service takes a target. */
  | (About & { readonly kind: 'claim'; readonly target: number })
  /** Somebody deploys to one of the environments of a service. */
  | (About & { readonly kind: 'deploy'; readonly side: EnvironmentId })
  | {
      readonly kind: 'outage';
      readonly party: Party;
      readonly how: (typeof OUTAGES)[number];
      /** In milliseconds. */
      readonly lasts: number;
    };

/** Everything that makes one run. The same script gives the same run. */
export interface Script {
  readonly seed: number;
  readonly setup: Setup;
  readonly happenings: readonly Happening[];
  /** How often a call, a worker or a timer meets a fault, 0 to 1; or exactly the faults that are listed, by where. */
  readonly faults: number | ReadonlyMap<string, string>;
  /** Whether calls take as long as they like, and clocks differ; else every call takes as long as every other. */
  readonly uneven: boolean;
  /** Whether the alarm fires when everything else has come to rest. */
  readonly endsInAlarm: boolean;
  /** Whether whoever is asked at the end goes on, as far as that is possible, or goes back. */
  readonly goesOn: boolean;
}
