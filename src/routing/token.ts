/** The use of a signed token: to pick an arm, or to belong to a cohort. */
export type TokenUse = 'override' | 'cohort';

/** The longest token that is looked at, in UTF-16 code units. */
const MAX_TOKEN_LENGTH = 160;

/** A token taken apart, not verified. */
export interface Token {
  /** The arm or the name of the cohort. */
  readonly value: string;
  /** The moment until which it is valid, in seconds since the epoch. */
  readonly expires: number;
  /** HMAC-SHA-256 of `signedText`, in base64url without padding. */
  readonly signature: string;
}

/**
 * Returns the signed text of a token: a line each for Serin, the use, the name of the split, the value, and the expiry. So a token
 * for one use or split is not valid for another.
 */
export function signedText(use: TokenUse, name: string, value: string, expires: number): string {
  return `serin\n${use}\n${name}\n${value}\n${expires}`;
}

/** Takes `value.expires.signature` apart; null when it is not of that form, too long, or not valid any more at `now` (ms). */
export function readToken(text: string | null, now: number): Token | null {
  if (text === null || text.length > MAX_TOKEN_LENGTH) return null;
  const parts = text.split('.', 4);
  const value = parts[0];
  const expires = Number(parts[1]);
  const signature = parts[2];
  if (parts.length !== 3 || !value || !signature || !(expires * 1000 > now)) return null;
  return { value: value, expires: expires, signature: signature };
}

/** Tells whether two texts are equal, in a time that does not reveal where they differ. */
export function isSame(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
