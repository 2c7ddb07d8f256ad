import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookAnswer } from '../ports/hooks.ts';
import { canonicalJson } from './canonical-json.ts';
import { MacKeyMissing } from './mac.ts';

/** The prefix of the signed text, so that a hook token never fits a command, nor a command's MAC a hook. */
const PURPOSE = 'serin hook v1\n';

/** The one call that a token allows to answer. */
export type HookCallId = Pick<HookAnswer, 'service' | 'rollout' | 'step' | 'call'>;

function digest({ service, rollout, step, call }: HookCallId, key: string): Buffer {
  if (key === '') throw new MacKeyMissing();
  return createHmac('sha256', key).update(PURPOSE).update(canonicalJson({ service, rollout, step, call })).digest();
}

/**
 * Returns the token with which a hook answers later: HMAC-SHA256 (RFC 2104) as lower-case hex, for exactly this call. Somebody
 * who may put events on the bus but lacks the key cannot make it.
 * @throws MacKeyMissing
 */
export function hookToken(id: HookCallId, key: string): string {
  return digest(id, key).toString('hex');
}

/**
 * Tells whether a token belongs to the call. Compares in constant time.
 * @throws MacKeyMissing
 */
export function isHookToken(token: string, id: HookCallId, key: string): boolean {
  const expected = digest(id, key);
  const given = Buffer.from(token, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
