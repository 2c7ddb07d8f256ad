import type { CommandBody } from '../../src/ports/command.ts';
import { SLUGGISH } from './faults.ts';
import { type Draws, drawsFor } from './random.ts';
import { drawSetup, MINUTE, PEOPLE, type Setup } from './setup.ts';

/** What can stop answering. `Slack` is one of them. */
export const PARTIES = [
  'DynamoDB',
  'Lambda',
  'Route53',
  'KeyValueStore',
  'SSM',
  'CloudWatch',
  'Scheduler',
  'Slack',
] as const;
export type Party = (typeof PARTIES)[number];

/** How a party is away: it refuses at once, keeps everybody waiting, or does what it is asked and does not say so. */
export const OUTAGES = ['refuses', 'hangs', 'is mute'] as const;

/** Something that happens in the world, at a moment counted from its beginning in milliseconds. */
export type Happening =
  | {
      readonly at: number;
      readonly kind: 'say';
      readonly name: Exclude<CommandBody['name'], 'sync' | 'stop-sync'>;
      readonly as: string;
      readonly label: string;
      /** `start --force`, and the word with which a rollback is meant although there is no return. */
      readonly insists: boolean;
      /** Whether it is a click on the card as it is then, rather than a typed command. */
      readonly button: boolean;
      /** After how long the bus brings it; each further one is a duplicate. */
      readonly arrives: readonly number[];
    }
  | {
      readonly at: number;
      readonly kind: 'alarm';
      readonly value: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
      /** After how long its event comes; none: it is lost. */
      readonly arrives: readonly number[];
    }
  | { readonly at: number; readonly kind: 'alarm deleted' }
  | { readonly at: number; readonly kind: 'edit'; readonly target: number; readonly what: 'share' | 'version' | 'gone' }
  | {
      readonly at: number;
      readonly kind: 'outage';
      readonly party: Party;
      readonly how: (typeof OUTAGES)[number];
      readonly until: number;
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
}

/** Delays of deliveries: mostly at once, at times late, at times twice. */
function arrivals(draws: Draws, isLost: boolean): readonly number[] {
  if (isLost) return [];
  const first = draws.chance(0.9) ? draws.between(20, 2_000) : draws.between(2_000, 8 * MINUTE);
  if (!draws.chance(0.2)) return [first];
  return [first, draws.chance(0.5) ? first + draws.between(0, 500) : draws.between(20, 20 * MINUTE)];
}

const NAMES = [
  'approve',
  'approve',
  'approve',
  'start',
  'reject',
  'pause',
  'resume',
  'resume',
  'promote',
  'skip',
  'skip',
  'rollback',
  'status',
] as const;

function said(draws: Draws, at: number): Happening {
  return {
    at,
    kind: 'say',
    name: draws.pick(NAMES),
    as: draws.pick(PEOPLE),
    label: draws.pick(['v54', 'v54', 'v53', 'v55']),
    insists: draws.chance(0.3),
    button: draws.chance(0.4),
    arrives: arrivals(draws, false),
  };
}

function drawHappening(draws: Draws, targets: number, at: number): Happening {
  const dice = draws.between(1, 100);
  if (dice <= 58) return said(draws, at);
  if (dice <= 78) {
    const value = draws.pick(['ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA'] as const);
    return { at, kind: 'alarm', value, arrives: arrivals(draws, draws.chance(0.15)) };
  }
  if (dice <= 80) return { at, kind: 'alarm deleted' };
  if (dice <= 84) {
    return { at, kind: 'edit', target: draws.between(0, targets - 1), what: draws.pick(['share', 'version', 'gone']) };
  }
  const until = at + draws.between(5_000, 6 * MINUTE);
  return { at, kind: 'outage', party: draws.pick(PARTIES), how: draws.pick(OUTAGES), until };
}

/** The script of a seed. */
export function scriptOf(seed: number): Script {
  const draws = drawsFor(seed, 'script');
  const setup = drawSetup(draws);
  const targets = setup.targets === 'aliases' || setup.targets === 'records and an alias' ? 2 : 1;
  const span = draws.between(2, 14) * MINUTE;
  const start: Happening = {
    ...(said(draws, 0) as Extract<Happening, { kind: 'say' }>),
    name: 'start',
    as: draws.pick(['U0ALICE', 'U0ALICE', 'U0BOB']),
    label: 'v54',
    button: false,
    arrives: draws.chance(0.1) ? [30, 40] : [30],
  };
  const moments: number[] = [0];
  const rest = Array.from({ length: draws.between(0, 9) }, () => {
    // Races are lost within a second: so many things happen right after another.
    const at = draws.chance(0.4) ? draws.pick(moments) + draws.between(0, 1_500) : draws.between(0, span);
    moments.push(at);
    return drawHappening(draws, targets, at);
  });
  return {
    seed,
    setup,
    happenings: [start, ...rest].sort((one, other) => one.at - other.at),
    faults: draws.pick([0, 0.01, 0.03, 0.08, SLUGGISH]),
    uneven: true,
    endsInAlarm: draws.chance(0.2),
  };
}
