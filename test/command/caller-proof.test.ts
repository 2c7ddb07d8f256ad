import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandHash, proofObjection } from '../../src/command/caller-proof.ts';
import type { CallerCommand, CallerProof } from '../../src/ports/inbound/caller.ts';
import { aCallerCommand, aProof, NOW } from './a-call.ts';

const MINUTE = 60_000;
const here = { installation: 'serin', now: NOW };
const codeFor = (command: CallerCommand, proof: CallerProof, now = NOW) =>
  proofObjection(command, proof, { ...here, now })?.code ?? null;

describe('a command with its proof', () => {
  it('is worth asking AWS about within five minutes either way, and not a second longer', () => {
    for (const [offset, code] of [
      [0, null],
      [5 * MINUTE, null],
      [-5 * MINUTE, null],
      [5 * MINUTE + 1000, 'stale'],
      [-5 * MINUTE - 1000, 'stale'],
    ] as const) {
      expect(codeFor(aCallerCommand(), aProof(), NOW + offset)).toBe(code);
    }
  });

  it('is stale when one of the two is old, so that neither makes the other young', () => {
    expect(codeFor(aCallerCommand({ name: 'list' }, { issuedAt: NOW - 6 * MINUTE }), aProof())).toBe('stale');
    const old = aProof({ date: '20260105T085400Z' });
    expect(codeFor(aCallerCommand(), old)).toBe('stale');
  });

  it('is for one installation', () => {
    const other = aCallerCommand({ name: 'list' }, { installation: 'serin-dev' });
    expect(codeFor(other, aProof())).toBe('other-installation');
  });

  it('may be signed by credentials that last, without a token', () => {
    const proof = aProof({ token: null, headers: 'content-type;host;x-amz-date;x-serin-command' });
    expect(codeFor(aCallerCommand(), proof)).toBe(null);
  });
});

describe('a proof', () => {
  const authorization = aProof().authorization;
  it.each([
    ['without the hash among what is signed', aProof({ headers: 'content-type;host;x-amz-date;x-amz-security-token' })],
    ['without the host', aProof({ headers: 'content-type;x-amz-date;x-amz-security-token;x-serin-command' })],
    [
      'with one header more',
      aProof({ headers: 'accept;content-type;host;x-amz-date;x-amz-security-token;x-serin-command' }),
    ],
    ['whose token is not signed', aProof({ headers: 'content-type;host;x-amz-date;x-serin-command' })],
    ['that signs a token which is not there', aProof({ token: null })],
    ['with another date than its scope', aProof({ date: '20260106T090000Z' })],
    ['with a date of another form', aProof({ date: '2026-01-05T09:00' })],
    ['for another service', aProof({ authorization: authorization.replace('/sts/', '/iam/') })],
    ['with another algorithm', aProof({ authorization: authorization.replace('SHA256 ', 'SHA1 ') })],
    ['with something behind it', aProof({ authorization: `${authorization}\r\naccept: application/json` })],
    ['with a region that is an address', aProof({ authorization: authorization.replace('eu-west-1', 'evil.example') })],
    ['that is empty', aProof({ authorization: '' })],
  ])('%s is refused before AWS is asked', (_what, proof) => {
    expect(codeFor(aCallerCommand(), proof)).toBe('malformed-proof');
  });
});

describe('the hash of a command', () => {
  it('is the same in whatever order its fields come', () => {
    const command = aCallerCommand({ name: 'rollback', service: 'checkout', text: 'why' });
    const turned = Object.fromEntries(Object.entries(command).reverse()) as unknown as CallerCommand;
    expect(commandHash(turned)).toBe(commandHash(command));
    expect(commandHash(command)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another one as soon as anything in it is', () => {
    const change = fc.record(
      {
        installation: fc.constantFrom('serin', 'serin-dev'),
        key: fc.constantFrom('0123456789abcdef', 'fedcba9876543210'),
        issuedAt: fc.integer({ min: NOW, max: NOW + 3 }),
        body: fc.constantFrom(
          { name: 'rollback', service: 'checkout', text: '' } as const,
          { name: 'rollback', service: 'checkout', text: 'x' } as const,
          { name: 'pause', service: 'checkout' } as const,
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(change, change, (one, other) => {
        const [first, second] = [aCallerCommand(undefined, one), aCallerCommand(undefined, other)];
        expect(commandHash(first) === commandHash(second)).toBe(JSON.stringify(first) === JSON.stringify(second));
      }),
    );
  });
});
