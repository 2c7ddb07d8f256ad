import { expect, test } from 'vitest';
import { sign } from '../../src/command/mac.ts';
import { MalformedCommand, parseSignedCommand } from '../../src/command/wire-format.ts';
import type { CommandBody } from '../../src/ports/inbound/command.ts';
import { aCommand } from './a-command.ts';

const bodies: readonly CommandBody[] = [
  { name: 'start', service: 'checkout', label: 'v54', explicit: { 'checkout-api': '17' }, force: true, adopt: false },
  { name: 'status', service: 'checkout' },
  { name: 'list' },
  { name: 'env', service: 'shop' },
  {
    ...{ name: 'simulate', service: 'checkout', plan: 'canary 10% 30m', traffic: 3_000, users: 20_000 },
    ...{ errors: 0.001, canaryErrors: 0.02, seed: 7 },
  },
  {
    ...{ name: 'simulate', service: 'checkout', plan: null, traffic: null, users: null },
    ...{ errors: null, canaryErrors: null, seed: null },
  },
  { name: 'approve', service: 'checkout', rollout: 'r1', at: { step: 0, since: 5 } },
  { name: 'approve', service: 'checkout', rollout: null, at: null },
  { name: 'pause', service: 'checkout', rollout: null, at: null },
  { name: 'resume', service: 'checkout', rollout: 'r1', at: { step: 1, since: 5 } },
  { name: 'promote', service: 'checkout', rollout: 'r1', at: { step: 1, since: 5 } },
  { name: 'skip', service: 'checkout', rollout: 'r1', at: { step: 1, since: 5 } },
  { name: 'reject', service: 'checkout', rollout: 'r1', at: { step: 0, since: 5 }, text: '' },
  { name: 'rollback', service: 'checkout', rollout: 'r1', at: { step: 3, since: 5 }, text: 'broken' },
  { name: 'hook-done', service: 'checkout', rollout: null, at: null, text: 'ran by hand' },
  { name: 'freeze', service: 'checkout', ms: 60_000, text: 'incident 42' },
  { name: 'freeze-all', ms: 2_592_000_000, text: '' },
  { name: 'unfreeze', service: 'checkout', text: '' },
  { name: 'unfreeze-all', text: '' },
];

test.each(bodies)('$name passes over the wire unchanged', (body) => {
  const signed = sign(aCommand(body), 'key');
  expect(parseSignedCommand(JSON.parse(JSON.stringify(signed)))).toEqual(signed);
});

const signed = sign(aCommand({ name: 'rollback', service: 'checkout', rollout: null, at: null, text: '' }), 'key');
const command = signed.command;

/** A start with this note, as a bus brings it. */
const startWith = (note: string) => ({
  ...signed,
  command: { ...command, body: { ...bodies[0], notes: { note } } },
});

test('takes a note of one line', () => {
  expect(parseSignedCommand(startWith('für «alle» 🐤'))).toMatchObject({
    command: { body: { notes: { note: 'für «alle» 🐤' } } },
  });
});

test.each([
  ['nothing', undefined],
  ['a text', 'rollback'],
  ['another version', { ...signed, command: { ...command, v: 2 } }],
  ['an unknown field beside the command', { ...signed, extra: 1 }],
  ['an unknown field in the command', { ...signed, command: { ...command, admin: true } }],
  ['an unknown command', { ...signed, command: { ...command, body: { name: 'destroy', service: 'checkout' } } }],
  ['no proof', { command }],
  ['a proof of the wrong length', { ...signed, mac: 'ff' }],
  ['a time that is no time', { ...signed, command: { ...command, issuedAt: -1 } }],
  ['an empty key', { ...signed, command: { ...command, key: '' } }],
  ['a key too long', { ...signed, command: { ...command, key: 'k'.repeat(256) } }],
  ['a reason too long', { ...signed, command: { ...command, body: { ...command.body, text: 'x'.repeat(301) } } }],
  [
    'a freeze of 31 days',
    { ...signed, command: { ...command, body: { name: 'freeze-all', ms: 31 * 86_400_000, text: '' } } },
  ],
  ['a freeze of no time', { ...signed, command: { ...command, body: { name: 'freeze-all', ms: 0, text: '' } } }],
  ['a bad service name', { ...signed, command: { ...command, body: { ...command.body, service: '../checkout' } } }],
  ['a button without its step', { ...signed, command: { ...command, body: { ...command.body, at: { since: 5 } } } }],
  ['a note of two lines', startWith('a\n✓ Approved by bob')],
  ['a note with a bell', startWith('a\u0007')],
  ['a note with the separator of a line', startWith('a\u2028b')],
  ['a name too long', { ...signed, command: { ...command, by: { id: 'U1', name: 'x'.repeat(81) } } }],
])('refuses %s', (_what, detail) => {
  expect(() => parseSignedCommand(detail)).toThrow(MalformedCommand);
});

test('refuses more pairs than a start may have', () => {
  const explicit = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, '1']));
  const body = { name: 'start', service: 'checkout', label: 'v54', explicit, force: false, adopt: false } as const;
  expect(() => parseSignedCommand(sign(aCommand(body), 'key'))).toThrow(MalformedCommand);
});

test('names the field that is wrong and never its value', () => {
  const bad = { ...signed, command: { ...command, by: { id: 'x'.repeat(65), name: '' } } };
  expect(() => parseSignedCommand(bad)).toThrow(/command\.by\.id: too_big/);
  expect(() => parseSignedCommand(bad)).not.toThrow(/xxxx/);
});
