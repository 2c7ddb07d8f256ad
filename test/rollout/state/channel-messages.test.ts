import { describe, expect, it } from 'vitest';
import type { Planned } from '../../../src/domain/rollout/signal.ts';
import { withChannelMessages, withMessagePlaces } from '../../../src/rollout/state/channel-messages.ts';
import { aBreach, aRollout } from '../builders.ts';

const posts = (key: string, rollout: string | null): Planned => ({
  key,
  body: { kind: 'breach', channel: '#deploys', breach: aBreach(), outcome: { rollout, did: '' } },
});

describe('the messages of a rollout in the channel', () => {
  const rollout = aRollout();

  it('are kept with it once they are to be posted, each once', () => {
    const planned = [posts('a', rollout.id), posts('b', rollout.id), posts('a', rollout.id)];
    expect(withChannelMessages(rollout, planned).alarmMessages).toEqual([
      { key: 'a', channel: '#deploys', ts: null },
      { key: 'b', channel: '#deploys', ts: null },
    ]);
  });

  it('are its own only, and an effect of another kind is none', () => {
    const card: Planned = { key: 'card', body: { kind: 'card', rollout: rollout.id } };
    expect(withChannelMessages(rollout, [posts('a', 'another'), posts('b', null), card])).toBe(rollout);
  });

  it('are at most ten: the newest', () => {
    const keys = Array.from({ length: 25 }, (_, i) => `m${i}`);
    const kept = keys.reduce((is, key) => withChannelMessages(is, [posts(key, rollout.id)]), rollout);
    expect(kept.alarmMessages?.map(({ key }) => key)).toEqual(keys.slice(-10));
  });

  it('are kept with where they stand', () => {
    const two = withChannelMessages(rollout, [posts('a', rollout.id), posts('b', rollout.id)]);
    const placed = withMessagePlaces(two, new Map([['b', { channel: 'C1', ts: '1.1' }]]));
    expect(placed.alarmMessages).toEqual([
      { key: 'a', channel: '#deploys', ts: null },
      { key: 'b', channel: 'C1', ts: '1.1' },
    ]);
    expect(withMessagePlaces(two, new Map([['c', { channel: 'C1', ts: '1.1' }]]))).toBe(two);
  });
});
