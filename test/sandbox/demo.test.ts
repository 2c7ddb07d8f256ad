import { beforeAll, describe, expect, it } from 'vitest';
import { play } from '../../src/sandbox/demo/play.ts';
import { stories } from '../../src/sandbox/demo/stories.ts';

/** One printed line: its time of the day in minutes, the speaker and the text. */
interface Line {
  readonly minute: number;
  readonly who: string;
  readonly text: string;
}

function toLine(printed: string): readonly Line[] {
  const [, hours, minutes, who = '', text = ''] = /^(\d\d):(\d\d) {2}(\S+)\s+(.*)$/.exec(printed) ?? [];
  return hours === undefined ? [] : [{ minute: 60 * Number(hours) + Number(minutes), who, text }];
}

describe('the story of a release at npm run demo', () => {
  const [release] = stories.slice(-1);
  const lines: Line[] = [];
  beforeAll(async () => {
    if (release === undefined) throw new Error('There is no story.');
    await play(release, { isColoured: false, print: (line) => lines.push(...toLine(line)) });
  });

  const at = (words: string, after = -1): number => {
    const found = lines.findIndex(({ text }, index) => index > after && text.includes(words));
    expect(found, words).toBeGreaterThan(after);
    return found;
  };
  const minuteAt = (words: string, after = -1) => lines[at(words, after)]?.minute ?? Number.NaN;
  const shares = () =>
    lines.filter(({ who }) => who === 'traffic').map(({ text }) => Number(/(\d+)%/.exec(text)?.[1] ?? Number.NaN));

  it('is in the order in which people see it', () => {
    const order = [
      'bob, carol: checkout v54 waits for your approval. Then 20% of the traffic gets it',
      'bob approved (1 of 2).',
      'carol: checkout v54 waits for your approval',
      'Nobody approved in time.',
      '/canary resume checkout',
      'bob approved (1 of 2).',
      'bob withdrew the approval (0 of 2).',
      'carol approved (1 of 2).',
      'bob approved (2 of 2).',
      'Now at 20%',
      'carol put v55 into the queue, as number 1.',
      'bob froze checkout.',
      'S0PAYMENTS: checkout v54 was not approved so far, and waits for you too. Then 100% of the traffic gets it',
      'carol approved (1 of 1).',
      'Waits: frozen until',
      'Now at 100%',
      'alice put v56 in front of the queue as a hotfix: the cart is empty.',
      'It goes before v55 (carol).',
      'Rolls back from 100%, because bob asked for it: for the hotfix.',
      'Rollback verified',
      'bob, carol: checkout v56 waits for your approval',
      'Completed: v56 is stable now.',
      'alice, bob: checkout v55 waits for your approval',
    ];
    order.reduce((before, words) => at(words, before), -1);
  });

  it('asks anew when nobody approved in time: the vote of before counts no more', () => {
    expect(minuteAt('Nobody approved in time.') - minuteAt('checkout v54 waits for your approval')).toBe(20);
    expect(lines.filter(({ text }) => text === 'bob approved (1 of 2).')).toHaveLength(3);
    expect(at('Shifts to 20%.')).toBeGreaterThan(at('bob approved (2 of 2).'));
  });

  it('raises nothing in the freeze, though the approval is there, and goes on at its end', () => {
    const frozen = at('bob froze checkout.');
    const raised = at('Shifts to 100%.');
    expect(lines.slice(frozen, raised).filter(({ who }) => who === 'traffic')).toEqual([]);
    expect((lines[raised]?.minute ?? 0) - (lines[frozen]?.minute ?? 0)).toBe(30);
    expect(minuteAt('carol approved (1 of 1).')).toBeLessThan(lines[raised]?.minute ?? 0);
  });

  it('starts the hotfix before who waited, and who waited after it', () => {
    expect(shares()).toEqual([0, 20, 100, 0, 20, 100, 0]);
    const starts = lines.filter(({ text }) => text.startsWith('Baseline of checkout'));
    expect(starts.map(({ text }) => /v\d+/.exec(text)?.[0])).toEqual(['v54', 'v56', 'v55']);
    expect(minuteAt('Baseline of checkout v55')).toBeGreaterThanOrEqual(minuteAt('Completed: v56'));
  });
});
