import { expect, test } from 'vitest';
import { hookToken, isHookToken } from '../../src/command/hook-token.ts';
import { MacKeyMissing, sign } from '../../src/command/mac.ts';
import { aCommand } from './a-command.ts';

const call = { service: 'shop', rollout: 'r-1', step: 3, call: 1 };

test('a token is for exactly its call and key', () => {
  const token = hookToken(call, 'key');
  expect(isHookToken(token, call, 'key')).toBe(true);
  expect(isHookToken(token, call, 'other key')).toBe(false);
  const others = [
    { ...call, service: 'calls' },
    { ...call, rollout: 'r-2' },
    { ...call, step: 4 },
    { ...call, call: 2 },
  ];
  for (const other of others) expect(isHookToken(token, other, 'key')).toBe(false);
});

test('a token that is none is refused, not thrown', () => {
  for (const token of ['', 'ff', 'not hex', `${hookToken(call, 'key')}00`]) {
    expect(isHookToken(token, call, 'key')).toBe(false);
  }
});

test('the MAC of a command is no token, even of the same content', () => {
  const { mac } = sign({ ...aCommand(), ...call } as unknown as ReturnType<typeof aCommand>, 'key');
  expect(mac).not.toBe(hookToken(call, 'key'));
  const bare = sign(call as unknown as ReturnType<typeof aCommand>, 'key').mac;
  expect(isHookToken(bare, call, 'key')).toBe(false);
});

test('an empty key makes no token', () => {
  expect(() => hookToken(call, '')).toThrow(MacKeyMissing);
  expect(() => isHookToken('00', call, '')).toThrow(MacKeyMissing);
});
