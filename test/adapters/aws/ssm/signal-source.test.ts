import { describe, expect, it } from 'vitest';
import { createSignalSource } from '../../../../src/adapters/aws/ssm/signal-source.ts';
import { createHandClock } from '../support/hand-clock.ts';

const SIGNALS = [{ name: 'own-check', expires: 300_000 }];

function aSource() {
  const stored = new Map([
    ['/serin/signals/signal-key', 'first'],
    ['/serin/services/checkout', JSON.stringify({ name: 'checkout', alarms: ['x'], signals: SIGNALS })],
    ['/serin/services/calls', JSON.stringify({ name: 'calls' })],
  ]);
  const state = { isDown: false };
  const reads: string[] = [];
  const clock = createHandClock(0);
  const source = createSignalSource({
    clock,
    parameters: async ([name = '']) => {
      reads.push(name);
      if (state.isDown) throw new Error('ThrottlingException');
      return stored.has(name) ? [{ Name: name, Value: stored.get(name) }] : [];
    },
    prefixes: { signals: '/serin/signals/', services: '/serin/services/' },
  });
  return { source, stored, state, reads, clock };
}

describe('what health signals are checked by', () => {
  it('is the key, read once an hour', async () => {
    const { source, stored, reads, clock } = aSource();
    expect([await source.key(), await source.key()]).toEqual(['first', 'first']);
    stored.set('/serin/signals/signal-key', 'second');
    clock.advance(59 * 60_000);
    expect(await source.key()).toBe('first');
    clock.advance(60_000);
    expect(await source.key()).toBe('second');
    expect(reads).toHaveLength(2);
  });

  it('is missing where serin secrets did not make it', async () => {
    const { source, stored } = aSource();
    stored.delete('/serin/signals/signal-key');
    await expect(source.key()).rejects.toThrow(
      'SSM has no /serin/signals/signal-key. Put them there with: serin secrets',
    );
  });

  it('is what the service says of signals and tokens: the first generation where it says nothing', async () => {
    const { source, stored, clock } = aSource();
    expect(await source.settings('checkout', false)).toEqual({ signals: SIGNALS, generations: [1] });
    expect(await source.settings('calls', false)).toEqual({ signals: [], generations: [1] });
    expect(await source.settings('nobody', false)).toBeNull();
    stored.set('/serin/services/checkout', JSON.stringify({ signals: SIGNALS, signalTokens: [2, 3] }));
    clock.advance(30_000);
    expect(await source.settings('checkout', false)).toEqual({ signals: SIGNALS, generations: [2, 3] });
  });

  it('is read again where it is asked for fresh, and not twice within five seconds', async () => {
    const { source, reads, clock } = aSource();
    await source.settings('checkout', false);
    for (let i = 0; i < 10; i += 1) await source.settings('checkout', true);
    expect(reads).toHaveLength(1);
    clock.advance(5_000);
    for (let i = 0; i < 10; i += 1) await source.settings('checkout', true);
    expect(reads).toHaveLength(2);
  });

  it('is what it was while SSM does not answer, and unknown where it never was', async () => {
    const { source, state, clock } = aSource();
    await source.key();
    await source.settings('checkout', false);
    state.isDown = true;
    clock.advance(2 * 60 * 60_000);
    expect(await source.key()).toBe('first');
    expect(await source.settings('checkout', false)).toEqual({ signals: SIGNALS, generations: [1] });
    await expect(source.settings('calls', false)).rejects.toThrow('ThrottlingException');
  });

  it('is asked for once in five seconds while the key is missing or SSM fails, however many strangers ask', async () => {
    const { source, stored, state, reads, clock } = aSource();
    stored.delete('/serin/signals/signal-key');
    for (let i = 0; i < 10; i += 1) await expect(source.key()).rejects.toThrow('SSM has no');
    expect(reads).toHaveLength(1);
    state.isDown = true;
    clock.advance(5_000);
    for (let i = 0; i < 10; i += 1) await expect(source.key()).rejects.toThrow('ThrottlingException');
    for (let i = 0; i < 10; i += 1) await expect(source.settings('checkout', true)).rejects.toThrow('Throttling');
    expect(reads).toHaveLength(3);
    state.isDown = false;
    stored.set('/serin/signals/signal-key', 'first');
    clock.advance(5_000);
    expect(await source.key()).toBe('first');
  });
});
