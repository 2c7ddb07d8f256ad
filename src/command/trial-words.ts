import { distance } from 'fastest-levenshtein';
import type { CommandBody } from '../ports/inbound/command.ts';
import type { TrialWish } from '../ports/trials.ts';
import { commandLimits as limits } from './limits.ts';

type Simulate = Extract<CommandBody, { name: 'simulate' }>;

/** The reason why the words after `simulate <service>` cannot be read. */
interface Problem {
  readonly code: string;
  readonly problem: string;
}

const MINUTES = { s: 1 / 60, m: 1, h: 60 } as const;

/** The most requests a minute that are simulated. */
export const MOST_TRAFFIC = 1_000_000;
/** The highest rate of failing requests that is simulated. */
export const MOST_ERRORS = 0.5;

/** The forms of traffic and rates, for refusals. */
export const TRAFFIC_FORMS =
  'Write requests per time, for example 50/s, 3000/min or 100/h; at most 1,000,000 a minute.';
export const RATE_FORMS = 'Write a share of the requests from 0% to 50%, for example 0.1% or 2%.';

/** Returns requests a minute, from `50/s`, `3000/min` or `10/h`; null for another text. */
export function trafficIn(text: string): number | null {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\/(s|m|h)(?:ec|in)?$/.exec(text) ?? [];
  const traffic = Number(count) / MINUTES[unit as keyof typeof MINUTES];
  return count !== undefined && traffic > 0 && traffic <= MOST_TRAFFIC ? traffic : null;
}

/** Returns a rate from 0 to 1, from `2%` or `0.1%`; null for another text. */
export function rateIn(text: string): number | null {
  const [, count] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const rate = Number(count) / 100;
  return count !== undefined && rate <= MOST_ERRORS ? rate : null;
}

/** Returns a reader of whole numbers from 1; null for another text. */
const wholeIn =
  (most: number) =>
  (text: string): number | null => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= 1 && value <= most ? value : null;
  };

/** A word before `=`: the field that it fills, how it is read, and how it is written. */
interface Key {
  readonly field: keyof TrialWish;
  readonly read: (text: string) => string | number | null;
  readonly forms: string;
}

const KEYS: Readonly<Record<string, Key>> = {
  plan: {
    field: 'plan',
    read: (text) => (text.length > 0 && text.length <= limits.text ? text : null),
    forms: `Write a plan of at most ${limits.text} characters, such as plan=canary 10% 30m.`,
  },
  traffic: { field: 'traffic', read: trafficIn, forms: TRAFFIC_FORMS },
  users: {
    field: 'users',
    read: wholeIn(limits.trialUsers),
    forms: 'Write a whole number of users from 1 to 200000.',
  },
  errors: { field: 'errors', read: rateIn, forms: RATE_FORMS },
  'canary-errors': { field: 'canaryErrors', read: rateIn, forms: RATE_FORMS },
  seed: { field: 'seed', read: wholeIn(limits.trialSeed), forms: 'Write a whole number from 1.' },
};

function unknownKey(typed: string): Problem {
  const [nearest] = Object.keys(KEYS).toSorted((one, other) => distance(typed, one) - distance(typed, other));
  const isNear = nearest !== undefined && distance(typed, nearest) <= 2;
  const hint = isNear ? `Did you mean ${nearest}=?` : `Say ${Object.keys(KEYS).join(', ')}, each with = behind it.`;
  return { code: 'unknown-word', problem: `"${typed.slice(0, 60)}" is not understood. ${hint}` };
}

const stripQuotes = (text: string): string => text.trim().replace(/^["'`]+|["'`]+$/g, '');

/**
 * Reads the words after `simulate <service>`: pairs such as `traffic=50/s`, in any order, also as the command line has them
 * (`--traffic 50/s`). The value of a pair goes on to the next pair, so that a plan needs no quotes.
 */
export function parseSimulate(service: string, words: string): Simulate | Problem {
  const [stray = '', ...pairs] = ` ${words.replace(/(^| )--([a-z-]+)[ =]/gi, '$1$2=')}`.split(/ (?=[a-z-]+=)/i);
  if (stray.trim() !== '') return unknownKey(stray.trim());
  const wish: Record<string, string | number> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).toLowerCase();
    const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (key === undefined) return unknownKey(name);
    if (Object.hasOwn(wish, key.field))
      return { code: 'pair-twice', problem: `"${name}" is given twice. Say it once.` };
    const value = key.read(stripQuotes(pair.slice(at + 1)));
    if (value === null) return { code: 'bad-value', problem: `"${pair.slice(0, 60)}" cannot be read. ${key.forms}` };
    wish[key.field] = value;
  }
  const nothing = { plan: null, traffic: null, users: null, errors: null, canaryErrors: null, seed: null };
  return { name: 'simulate', service, ...nothing, ...wish };
}
