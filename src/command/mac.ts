import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedCommand, SlackCommand } from '../ports/inbound/command.ts';
import { canonicalJson } from './canonical-json.ts';

/** The prefix of the signed text, so that a MAC made with this key for another purpose never fits a command. */
const PURPOSE = 'serin command v1\n';

/** Thrown when there is no key to sign or verify commands with. */
export class MacKeyMissing extends Error {
  readonly code = 'mac-key-missing';
  constructor() {
    super('The key that signs commands is empty. Put a random text of 32 characters or more into the secret mac-key.');
    this.name = 'MacKeyMissing';
  }
}

function digest(command: SlackCommand, key: string): Buffer {
  if (key === '') throw new MacKeyMissing();
  return createHmac('sha256', key).update(PURPOSE).update(canonicalJson(command)).digest();
}

/**
 * Signs a command, to prove that its sender has the key: HMAC-SHA256 (RFC 2104) over its canonical JSON, as lower-case hex.
 * @throws MacKeyMissing
 */
export function sign(command: SlackCommand, key: string): SignedCommand {
  return { command, mac: digest(command, key).toString('hex') };
}

/**
 * Tells whether the MAC fits the command. Compares in constant time.
 * @throws MacKeyMissing
 */
export function verify(signed: SignedCommand, key: string): boolean {
  const expected = digest(signed.command, key);
  const given = Buffer.from(signed.mac, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
