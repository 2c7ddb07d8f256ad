import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/command/canonical-json.ts';
import { MacKeyMissing, sign, verify } from '../../src/command/mac.ts';
import { aCommand } from './a-command.ts';

test('a signed command verifies with its key and with no other', () => {
  const signed = sign(aCommand(), 'key');
  expect(verify(signed, 'key')).toBe(true);
  expect(verify(signed, 'other key')).toBe(false);
});

test('the proof survives JSON and another order of the keys', () => {
  const { command, mac } = sign(aCommand(), 'key');
  const reordered = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(command).reverse())));
  expect(verify({ command: reordered, mac }, 'key')).toBe(true);
});

test('a change of any part of the command breaks the proof', () => {
  const { command, mac } = sign(aCommand({ name: 'status', service: 'checkout' }), 'key');
  const forged = [
    { ...command, by: { id: 'U2', name: 'alice' } },
    { ...command, issuedAt: command.issuedAt + 1 },
    { ...command, team: 'T2' },
    { ...command, replyTo: { ...command.replyTo, channel: 'C2' } },
    { ...command, body: { name: 'status', service: 'calls' } as const },
  ];
  for (const other of forged) expect(verify({ command: other, mac }, 'key')).toBe(false);
});

test('a proof that is no proof at all is refused, not thrown', () => {
  for (const mac of ['', 'ff', 'not hex', `${sign(aCommand(), 'key').mac}00`]) {
    expect(verify({ command: aCommand(), mac }, 'key')).toBe(false);
  }
});

test('a MAC of the same JSON without the purpose does not fit', () => {
  const mac = createHmac('sha256', 'key').update(canonicalJson(aCommand())).digest('hex');
  expect(verify({ command: aCommand(), mac }, 'key')).toBe(false);
});

test('an empty key neither signs nor verifies', () => {
  expect(() => sign(aCommand(), '')).toThrow(MacKeyMissing);
  expect(() => verify({ command: aCommand(), mac: '00' }, '')).toThrow(MacKeyMissing);
});

test('canonical JSON sorts keys at every depth, keeps the order of lists, and leaves undefined out', () => {
  expect(canonicalJson({ b: [2, { d: 'x', c: null }], a: true, u: undefined })).toBe(
    '{"a":true,"b":[2,{"c":null,"d":"x"}]}',
  );
});
