import { describe, expect, it } from 'vitest';
import { listLine, replyTo } from '../../../src/engine/inbound/replies.ts';
import { aRollout, NOW } from '../../rollout/builders.ts';

describe('a line of the list', () => {
  it.each([
    ['rolled-back', 'rolled back'],
    ['awaiting-approval', 'waiting for approval'],
  ] as const)('says %s in words', (situation, words) => {
    expect(listLine('checkout', aRollout({ situation }), NOW)).toContain(`v54 ${words} at`);
  });
});

describe('the answer to a refused start', () => {
  const refused = { answer: 'refused', code: 'x', because: 'no' } as const;

  it('links the card of the rollout that runs', () => {
    expect(replyTo(refused, aRollout(), true).link).toBe(aRollout().card?.permalink);
  });

  it('does not link the card of an earlier rollout, as the answers about that one do', () => {
    const over = aRollout({ situation: 'completed' });
    expect(replyTo(refused, over, true).link).toBeNull();
    expect(replyTo(refused, over, false).link).toBe(over.card?.permalink);
  });
});
