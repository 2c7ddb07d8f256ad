import type { CallerBody, CallerCommand, CallerProof, ProvenCommand } from '../../src/ports/inbound/caller.ts';

/** When the calls of these tests are made: 2026-01-05T09:00:00Z, in milliseconds. */
export const NOW = Date.UTC(2026, 0, 5, 9);

/** A command for the installation `serin`, made at NOW. */
export function aCallerCommand(body: CallerBody = { name: 'list' }, over: Partial<CallerCommand> = {}): CallerCommand {
  return { v: 1, installation: 'serin', key: '0123456789abcdef', issuedAt: NOW, body, ...over };
}

/** A proof that has the shape of one, signed at NOW. */
export function aProof(over: Partial<CallerProof> & { readonly headers?: string } = {}): CallerProof {
  const { headers = 'content-type;host;x-amz-date;x-amz-security-token;x-serin-command', ...rest } = over;
  const credential = 'Credential=ASIAEXAMPLEEXAMPLE12/20260105/eu-west-1/sts/aws4_request';
  return {
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${headers}, Signature=${'a'.repeat(64)}`,
    date: '20260105T090000Z',
    token: 'session-token',
    ...rest,
  };
}

/** What stands under `serin` in a direct call. */
export function aCall(over: Partial<ProvenCommand> = {}): object {
  return { v: 1, command: aCallerCommand(), proof: aProof(), ...over };
}
