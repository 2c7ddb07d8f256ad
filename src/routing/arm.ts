import { murmur3 } from './hash.ts';

/** One of the two versions that users can be on. */
export type Arm = 'stable' | 'canary';

/** The longest id that decides, in UTF-16 code units: what is longer is no id, so that a request cannot buy work. */
const MAX_KEY_LENGTH = 128;

/**
 * An id as something to decide by; null when it is none: absent, empty or longer than 128 UTF-16 code units. It is taken as it
 * is, upper and lower case apart: whoever asks for the same user has to write the id in the same way.
 */
export function usableKey(id: string | null | undefined): string | null {
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_KEY_LENGTH ? id : null;
}

/**
 * The salt of a rollout: its id, so that it is the same after a pause, a rollback and a restart of Serin, and another one in
 * the next rollout, which tries its version on other users.
 */
export function saltOf(rollout: string): string {
  return rollout;
}

/**
 * Returns the position of a key between 0 and 100 under a salt: the same forever, evenly spread, in steps of 100 / 2^32. Positions
 * under two salts are independent.
 * @param key what must stay together: a user, a room, a tenant, a visitor. @see usableKey
 * @returns 0 or more, below 100.
 */
export function bucketOf(salt: string, key: string): number {
  return (murmur3(key, murmur3(salt, 0)) / 0x100000000) * 100;
}

/** The share of a rollout and one key. */
export interface Share {
  readonly salt: string;
  /** Share of the keys on the canary, in percent, 0 to 100. */
  readonly weight: number;
  readonly key: string;
}

/**
 * The arm of a key. Monotone in the weight: raising it only moves keys from stable to canary, lowering it only back, and the
 * same weight is the same keys again. At 0 nobody is on the canary, at 100 everybody.
 */
export function armOf(share: Share): Arm {
  return bucketOf(share.salt, share.key) < share.weight ? 'canary' : 'stable';
}
