import { createHash } from 'node:crypto';
import type { CallerCommand, CallerProof } from '../ports/inbound/caller.ts';
import { canonicalJson } from './canonical-json.ts';

/** The maximum difference between the clock and the times of a command and its proof, in milliseconds, either way. */
const FRESH_MS = 5 * 60_000;

/** The header that binds a proof to one command. Its value is the command's hash. */
export const COMMAND_HEADER = 'x-serin-command';

/** Returns the hash that a proof must contain: SHA-256 of the command's canonical JSON, in hex. */
export function commandHash(command: CallerCommand): string {
  return createHash('sha256').update(canonicalJson(command)).digest('hex');
}

/**
 * Matches an Authorization header of Signature Version 4 for STS, and nothing else. Source: "Authenticating requests (AWS
 * Signature Version 4)" in the IAM user guide.
 */
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}\/(\d{8})\/[a-z0-9-]{1,40}\/sts\/aws4_request, SignedHeaders=([a-z0-9;-]{1,200}), Signature=[0-9a-f]{64}$/;

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/**
 * Returns the headers that a proof must have signed: every header that is sent, including the command's hash, so that the sender
 * controls none.
 */
function signedHeaders({ token }: CallerProof): string {
  const names = ['content-type', 'host', 'x-amz-date', ...(token === null ? [] : ['x-amz-security-token'])];
  return [...names, COMMAND_HEADER].join(';');
}

/** The reason why a command is refused before AWS is asked about its proof. */
export interface Objection {
  readonly code: 'malformed-proof' | 'stale' | 'other-installation';
  readonly text: string;
}

/** The installation that a command reaches, and the time. */
interface Here {
  readonly installation: string;
  /** The current time, in milliseconds since the epoch. */
  readonly now: number;
}

/** Checks a command and its proof as far as possible without AWS; returns null when nothing is wrong. Pure. */
export function proofObjection(
  command: CallerCommand,
  proof: CallerProof,
  { installation, now }: Here,
): Objection | null {
  const [, day, signed] = AUTHORIZATION.exec(proof.authorization) ?? [];
  if (!DATE.test(proof.date) || day !== proof.date.slice(0, 8) || signed !== signedHeaders(proof)) {
    const text = 'The proof of who you are is not as serin makes it. Use the serin of the version that is deployed.';
    return { code: 'malformed-proof', text };
  }
  if (command.installation !== installation) {
    const text = `This is the installation ${installation}, and the command is for another one. Name it with --name.`;
    return { code: 'other-installation', text };
  }
  const signedAt = Date.parse(proof.date.replace(DATE, '$1-$2-$3T$4:$5:$6Z'));
  const isFresh = (at: number) => Math.abs(now - at) <= FRESH_MS;
  if (isFresh(command.issuedAt) && isFresh(signedAt)) return null;
  const text = 'The command was not made within the last five minutes. Set the clock of this machine, and ask again.';
  return { code: 'stale', text };
}
