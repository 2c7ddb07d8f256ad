import type { CommandBody } from '../../src/ports/command.ts';
import { type CallFault, SLUGGISH } from './faults.ts';
import { type Draws, drawsFor } from './random.ts';
import { drawSetup, isGated, MINUTE, PEOPLE, type Setup } from './setup.ts';

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

/**
 * Something that happens in the world: so long after its beginning, in milliseconds, or after a call (`Lambda.UpdateAlias#2`, the
 * second of its kind), where one is named.
 */
export type Happening = { readonly at: number; readonly after?: string } & What;

type What =
  | {
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
      readonly kind: 'alarm';
      readonly value: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
      /** After how long its event comes; none: it is lost. */
      readonly arrives: readonly number[];
    }
  | { readonly kind: 'alarm deleted' }
  /** What becomes of the call itself that it is said to come after. */
  | { readonly kind: 'call'; readonly fault: CallFault }
  /** The timer that fired last fires again. */
  | { readonly kind: 'timer again' }
  | { readonly kind: 'edit'; readonly target: number; readonly what: 'share' | 'version' | 'gone' }
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

function said(draws: Draws, name: (typeof NAMES)[number] = draws.pick(NAMES)): Extract<What, { kind: 'say' }> {
  return {
    kind: 'say',
    name,
    as: draws.pick(PEOPLE),
    label: draws.pick(['v54', 'v54', 'v53', 'v55']),
    insists: draws.chance(0.3),
    button: draws.chance(0.4),
    arrives: arrivals(draws, false),
  };
}

function drawAlarm(draws: Draws): What {
  const value = draws.pick(['ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA'] as const);
  return { kind: 'alarm', value, arrives: arrivals(draws, draws.chance(0.15)) };
}

const drawEdit = (draws: Draws, targets: number): What => ({
  kind: 'edit',
  target: draws.between(0, targets - 1),
  what: draws.pick(['share', 'version', 'gone']),
});

const outage = (draws: Draws, party: Party): What => ({
  kind: 'outage',
  party,
  how: draws.pick(OUTAGES),
  lasts: draws.between(5_000, 6 * MINUTE),
});

function drawWhat(draws: Draws, targets: number): What {
  const dice = draws.between(1, 100);
  if (dice <= 58) return said(draws);
  if (dice <= 78) return drawAlarm(draws);
  if (dice <= 80) return { kind: 'alarm deleted' };
  if (dice <= 86) return drawEdit(draws, targets);
  return outage(draws, draws.pick(PARTIES));
}

/** The calls that write to targets, by how a setup names its targets. */
const WRITES: Readonly<Record<Setup['targets'], readonly (readonly [Party, string])[]>> = {
  aliases: [['Lambda', 'UpdateAlias']],
  'records and an alias': [
    ['Lambda', 'UpdateAlias'],
    ['Route53', 'ChangeResourceRecordSets'],
  ],
  'the edge': [['KeyValueStore', 'PutKey']],
  environments: [['Route53', 'ChangeResourceRecordSets']],
};

/** Races are lost in the seconds in which a write is under way: things that happen just then. */
function drawRace(draws: Draws, setup: Setup): readonly Happening[] {
  const [party, operation] = draws.pick(WRITES[setup.targets]);
  const after = draws.chance(0.8)
    ? `${party}.${operation}#${draws.between(1, draws.pick([2, 6]))}`
    : `DynamoDB.PutItem#${draws.between(1, 25)}`;
  const soon = (): number => draws.between(0, draws.pick([100, 1_000, 5_000]));
  const what = (): What => {
    const dice = draws.between(1, 100);
    if (dice <= 35) return { ...said(draws, 'rollback'), arrives: [draws.between(20, 300)] };
    if (dice <= 50) return { ...drawAlarm(draws), kind: 'alarm', value: 'ALARM', arrives: [draws.between(20, 300)] };
    if (dice <= 60) return { ...said(draws, 'pause'), arrives: [draws.between(20, 300)] };
    if (dice <= 85) return { kind: 'timer again' };
    return dice <= 95 ? outage(draws, party) : said(draws);
  };
  const slow: Happening = { at: 0, after, kind: 'call', fault: 'slow' };
  const others = Array.from({ length: draws.between(1, 3) }, () => ({ at: soon(), after, ...what() }));
  return draws.chance(0.7) ? [slow, ...others] : others;
}

/** Several people approve, some of them again, and some of what they say comes when a later gate is open. */
function drawApprovals(draws: Draws): readonly Happening[] {
  return Array.from({ length: draws.between(2, 6) }, () => ({
    ...said(draws, draws.pick(['approve', 'approve', 'approve', 'approve', 'promote'])),
    at: draws.between(1_000, 5 * MINUTE),
    as: draws.pick(['U0BOB', 'U0BOB', 'U0CAROL', ...PEOPLE]),
    arrives: [draws.chance(0.7) ? draws.between(20, 2_000) : draws.between(MINUTE, 4 * MINUTE)],
  }));
}

/** Somebody wants to go back after the end, and at times somebody else has edited a target before. */
function drawRegret(draws: Draws, targets: number): readonly Happening[] {
  const at = draws.between(3 * MINUTE, 18 * MINUTE);
  const regret: Happening = { ...said(draws, 'rollback'), at, as: draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL']) };
  return draws.chance(0.3)
    ? [{ ...drawEdit(draws, targets), at: at - draws.between(MINUTE, 3 * MINUTE) }, regret]
    : [regret];
}

/** Somebody stops for a moment. */
function drawBreak(draws: Draws): readonly Happening[] {
  const at = draws.between(5_000, 5 * MINUTE);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const resumed = at + draws.between(5_000, 2 * MINUTE);
  return [
    { ...said(draws, 'pause'), at, as },
    { ...said(draws, 'resume'), at: resumed, as },
  ];
}

/** Somebody else starts too. */
function drawRival(draws: Draws): readonly Happening[] {
  const at = draws.between(0, draws.pick([500, 5_000, MINUTE]));
  return [{ ...said(draws, 'start'), at, as: draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL']), button: false }];
}

/** CloudWatch does not say who is still on the version before. */
function drawUnread(draws: Draws): readonly Happening[] {
  const after = `CloudWatch.GetMetricData#${draws.between(1, 3)}`;
  return [{ at: 0, after, kind: 'call', fault: draws.pick(['failed', 'throttled', 'answer lost']) }];
}

/** The script of a seed. */
export function scriptOf(seed: number): Script {
  const draws = drawsFor(seed, 'script');
  const setup = drawSetup(draws);
  const targets = setup.targets === 'aliases' || setup.targets === 'records and an alias' ? 2 : 1;
  const span = draws.between(2, 14) * MINUTE;
  const start: Happening = {
    ...said(draws, 'start'),
    at: 0,
    as: draws.pick(['U0ALICE', 'U0ALICE', 'U0BOB']),
    label: 'v54',
    button: false,
    arrives: draws.chance(0.1) ? [30, 40] : [30],
  };
  const moments: number[] = [0];
  const rest = Array.from({ length: draws.between(0, 9) }, (): Happening => {
    // Races are lost within a second: so many things happen right after another.
    const at = draws.chance(0.4) ? draws.pick(moments) + draws.between(0, 1_500) : draws.between(0, span);
    moments.push(at);
    return { at, ...drawWhat(draws, targets) };
  });
  const others = [
    ...(isGated(setup.plan) && draws.chance(0.5) ? drawApprovals(draws) : []),
    ...(setup.rollbackWindow > 0 && draws.chance(0.5) ? drawRegret(draws, targets) : []),
    ...(draws.chance(0.2) ? drawBreak(draws) : []),
    ...(draws.chance(0.2) ? drawRival(draws) : []),
    ...(setup.plan === 'drained' ? drawUnread(draws) : []),
    ...(draws.chance(0.5) ? drawRace(draws, setup) : []),
  ];
  return {
    seed,
    setup,
    happenings: [start, ...[...rest, ...others].sort((one, other) => one.at - other.at)],
    faults: draws.pick([0, 0.01, 0.03, 0.08, SLUGGISH]),
    uneven: true,
    endsInAlarm: draws.chance(0.2),
  };
}
