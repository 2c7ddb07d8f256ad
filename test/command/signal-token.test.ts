import { describe, expect, it } from 'vitest';
import { hookToken } from '../../src/command/hook-token.ts';
import { readSignalToken, SignalKeyMissing, signalToken } from '../../src/command/signal-token.ts';

const KEY = 'a-key-of-at-least-32-characters-0';
const CHECKOUT = { service: 'checkout', generation: 2 };
const token = signalToken(CHECKOUT, KEY);

describe('the token of a service', () => {
  it('tells its generation, to whoever has the key and knows the service', () => {
    expect(readSignalToken(token, 'checkout', KEY)).toBe(2);
    expect(token).toMatch(/^serin-signal-2-[0-9a-f]{64}$/);
  });

  it.each([
    ['of another service', 'search', KEY, token],
    ['by another key', 'checkout', `${KEY}1`, token],
    ['with another generation', 'checkout', KEY, token.replace('signal-2', 'signal-3')],
    ['with a zero before its generation', 'checkout', KEY, token.replace('signal-2', 'signal-02')],
    ['in capitals', 'checkout', KEY, token.toUpperCase()],
    ['cut by one', 'checkout', KEY, token.slice(0, -1)],
    ['longer by one', 'checkout', KEY, `${token}0`],
    ['with a line behind it', 'checkout', KEY, `${token}\n`],
    ['of zeros', 'checkout', KEY, `serin-signal-2-${'0'.repeat(64)}`],
    ['of a hook', 'checkout', KEY, hookToken({ service: 'checkout', rollout: 'r', step: 0, call: 1 }, KEY)],
    ['that is empty', 'checkout', KEY, ''],
  ])('is none when it is one %s', (_what, service, key, given) => {
    expect(readSignalToken(given, service, key)).toBeNull();
  });

  it('is another one for another service and for another generation, and none without a key', () => {
    const others = [
      { service: 'search', generation: 2 },
      { service: 'checkout', generation: 1 },
    ].map((id) => signalToken(id, KEY));
    expect(new Set([token, ...others]).size).toBe(3);
    expect(() => signalToken(CHECKOUT, '')).toThrow(SignalKeyMissing);
    expect(() => readSignalToken(token, 'checkout', '')).toThrow('`serin secrets` makes it.');
  });
});
