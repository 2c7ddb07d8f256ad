import type { MetricReading } from '../../../src/domain/plan/metric.ts';
import type { MinuteReading } from '../../../src/ports/health/monitoring.ts';
import { broken, type CallFault, denied, type Faults, MAY_BE_STALE, noAnswer, throttling } from './faults.ts';
import type { OUTAGES, Party } from './script.ts';
import type { Told } from './world/alarms.ts';
import type { Time } from './world/time.ts';

/** Minutes of both arms, as a worker has read them. */
export interface SeriesRead {
  readonly readings: readonly MinuteReading[];
  readonly range: { readonly from: number; readonly to: number };
}

/** The actions of a listener or a rule, as a worker was told of them, and when they were so. */
export interface ActionsRead {
  readonly at: number;
  readonly actions: string;
}

/** One try of a function to take one event: from its start until it ends, fails, or is killed. */
export interface Invocation {
  readonly n: number;
  /** What it is for, in a few words. */
  readonly what: string;
  /** The command that it carries out, and whose it is; null for everything else. */
  readonly command: {
    readonly name: string;
    readonly by: string;
    /** When it was said, by Slack's clock. */
    readonly saidAt?: number;
    readonly isForced?: boolean;
    readonly isHotfix?: boolean;
  } | null;
  readonly beganAt: number;
  isAlive: boolean;
  /** Answers that it has got; it is killed instead of getting the one with the number `death`. */
  answers: number;
  readonly death: number | null;
  /** What CloudWatch last told it. */
  alarms: ReadonlyMap<string, Told>;
  /** The minutes of both arms that it has read, by their sources. */
  readonly series: Map<string, SeriesRead>;
  /** What it was told of the actions of each listener or rule, by ARN, the newest last. */
  readonly actions: Map<string, readonly ActionsRead[]>;
  /** What it was last told of who is still on a version. */
  reading: MetricReading | null;
  /** Ends it without a word. */
  kill(why: string): void;
}

/** How a party is at the moment to a call of an operation; null: it answers. */
export type Availability = (party: Party, operation: string) => (typeof OUTAGES)[number] | 'denies' | null;

/** What a line needs of the world. */
export interface LineParts {
  readonly time: Time;
  readonly faults: Faults;
  readonly isAway: Availability;
  /** Who speaks. */
  readonly who: () => Invocation;
  /** Says what became of a call that did not simply go well. */
  readonly tell: (invocation: Invocation, operation: string, what: string) => void;
}

/** A call to the world: it may be lost on the way there, or on the way back, and whoever made it may be gone meanwhile. */
export type Line = <T>(party: Party, operation: string, question: () => string, act: () => T) => Promise<T>;

/** The SDK asks three times, for 5 s each, with pauses in between. */
const PATIENCE_MS = 16_000;
/** Throttled three times. */
const RETRIES_MS = 400;
/** A request that left arrives within the time-out of the SDK, or never. */
const SLOWEST_MS = 4_900;
/** As old as this an answer may be where AWS promises no more. */
export const STALE_MS = 30_000;

/** What a call came to, and how much longer than usual it took there and back. */
interface Fate {
  readonly there: number;
  readonly back: number;
  readonly does: 'nothing' | 'once' | 'twice';
  /** What is answered instead of the result. */
  readonly error: Error | null;
}

const FINE: Fate = { there: 0, back: 0, does: 'once', error: null };

function fateOf(party: Party, fault: CallFault | null, away: ReturnType<Availability>): Fate {
  switch (away) {
    case 'denies':
      return { ...FINE, does: 'nothing', error: denied(party) };
    case 'refuses':
      return { ...FINE, back: RETRIES_MS, does: 'nothing', error: throttling(party) };
    case 'hangs':
      return { ...FINE, back: PATIENCE_MS, does: 'nothing', error: noAnswer(party) };
    case 'is mute':
      return { ...FINE, back: PATIENCE_MS, error: noAnswer(party) };
  }
  switch (fault) {
    case 'throttled':
      return { ...FINE, back: RETRIES_MS, does: 'nothing', error: throttling(party) };
    case 'failed':
      return { ...FINE, does: 'nothing', error: broken(party) };
    case 'answer lost':
      return { ...FINE, back: PATIENCE_MS, error: noAnswer(party) };
    case 'done twice':
      return { ...FINE, back: 5_000, does: 'twice' };
    case 'slow':
      return { ...FINE, there: SLOWEST_MS, back: 7_000 };
    default:
      return FINE;
  }
}

/** The lines of one container. */
export function createLine({ time, faults, isAway, who, tell }: LineParts): Line {
  const earlier = new Map<string, { readonly at: number; readonly answer: unknown }>();
  /** What the same question was answered a short while ago, if it was asked. */
  const known = <T>(asked: string, act: () => T): T => {
    const before = earlier.get(asked);
    return before !== undefined && time.now() - before.at <= STALE_MS ? (before.answer as T) : act();
  };
  return (party, operation, question, act) =>
    new Promise((resolve, reject) => {
      const invocation = who();
      if (!invocation.isAlive) return;
      const name = `${party}.${operation}`;
      const { fault, there, back } = faults.call(name, invocation.n);
      const away = isAway(party, operation);
      const fate = fateOf(party, fault, away);
      const why = away === null ? fault : `${party} ${away}`;
      if (why !== null) tell(invocation, name, why);
      const answer = (reply: () => void, later: number): void =>
        time.at(time.now() + back + later, () => {
          if (!invocation.isAlive) return;
          if (invocation.answers === invocation.death) return invocation.kill(`killed before the answer of ${name}`);
          invocation.answers += 1;
          reply();
        });
      time.at(time.now() + there + fate.there, () => {
        const { error } = fate;
        const replyOf = (): (() => void) => {
          if (fate.does === 'nothing') return () => reject(error);
          try {
            const result = fault === 'stale' ? known(`${name} ${question()}`, act) : act();
            if (MAY_BE_STALE.has(name)) earlier.set(`${name} ${question()}`, { at: time.now(), answer: result });
            return error === null ? () => resolve(result) : () => reject(error);
          } catch (refusal) {
            return () => reject(error ?? refusal);
          }
        };
        const first = replyOf();
        if (fate.does !== 'twice') return answer(first, fate.back);
        // Its answer was lost, and the SDK has asked again.
        time.at(time.now() + fate.back, () => answer(replyOf(), 0));
      });
    });
}
