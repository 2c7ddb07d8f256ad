import { expect, test } from 'vitest';
import { startOfferBlocks } from '../../../../../src/adapters/slack/views/replies/start-preview.ts';
import { card } from '../../../../../src/adapters/slack/views/rollout/card.ts';
import { notesLine } from '../../../../../src/adapters/slack/views/rollout/notes.ts';
import { aRollout } from '../../support/a-rollout.ts';

test('the card shows the note and the link of its start, and nothing where there are none', () => {
  const rollout = aRollout({ notes: { note: 'for the sale', change: 'https://example.com/7' } });
  expect(JSON.stringify(card(rollout).blocks)).toContain('🔗 <https://example.com/7|Change> · 📝 for the sale');
  expect(notesLine({})).toBe('');
  expect(JSON.stringify(card(aRollout()).blocks)).not.toMatch(/🔗|📝/);
});

test('a note mentions nobody, and a link that is none is a word', () => {
  expect(notesLine({ notes: { note: '<!channel> <https://x|y>' } })).toBe('📝 &lt;!channel&gt; &lt;https://x|y&gt;');
  expect(notesLine({ notes: { change: 'https://x|<!here>' } })).toBe('🔗 Change');
});

test('the button of a start carries both; where they are too long for it, the start is typed again', () => {
  const digest = '0123456789ab';
  const confirmed = { rollout: digest, versions: digest, plan: digest, config: digest, findings: digest };
  const offer = { kind: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false } as const;
  const notes = { note: 'for the sale' };
  expect(JSON.stringify(startOfferBlocks({ ...offer, notes, confirmed }))).toContain('for the sale');
  const long = { note: '"'.repeat(300), change: `https://example.com/${'x'.repeat(480)}` };
  const explicit = { [`${'f'.repeat(250)}`]: 'v'.repeat(128), [`${'g'.repeat(250)}`]: 'v'.repeat(128) };
  expect(JSON.stringify(startOfferBlocks({ ...offer, notes: long, explicit, confirmed }))).toContain(
    'too long for a button',
  );
});
