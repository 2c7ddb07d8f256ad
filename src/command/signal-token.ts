import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The prefix of the signed text, so that a token fits nothing else that is signed. */
const PURPOSE = 'serin signal v1\n';

/** Matches a token: its generation, and the digest. The words before let scanners of secrets find one that was published. */
const TOKEN = /^serin-signal-([1-9]\d{0,3})-([0-9a-f]{64})$/;

/** Thrown when there is no key to make or check tokens with. */
export class SignalKeyMissing extends Error {
  readonly code = 'signal-key-missing';
  constructor() {
    super('There is no key for the tokens of health signals. `serin secrets` makes it.');
    this.name = 'SignalKeyMissing';
  }
}

/** The service whose health a token may tell, and the generation by which it is revoked. */
export interface SignalTokenId {
  readonly service: string;
  readonly generation: number;
}

function digest({ service, generation }: SignalTokenId, key: string): Buffer {
  if (key === '') throw new SignalKeyMissing();
  return createHmac('sha256', key).update(PURPOSE).update(canonicalJson({ service, generation })).digest();
}

/**
 * Returns the token with which a monitor tells the health of one service: HMAC-SHA256 (RFC 2104) of its name and a generation. It is
 * stored nowhere: whoever has the key makes it again.
 * @throws SignalKeyMissing
 */
export function signalToken(id: SignalTokenId, key: string): string {
  return `serin-signal-${id.generation}-${digest(id, key).toString('hex')}`;
}

/**
 * Returns the generation of a token of a service; null when it is none. Compares in constant time, and needs nothing but the key: a
 * service that does not exist takes no other way than one that does.
 * @throws SignalKeyMissing
 */
export function readSignalToken(token: string, service: string, key: string): number | null {
  const [, generation = '', given = ''] = TOKEN.exec(token) ?? [];
  const expected = digest({ service, generation: Number(generation) }, key);
  const told = Buffer.from(given, 'hex');
  return told.length === expected.length && timingSafeEqual(told, expected) ? Number(generation) : null;
}
