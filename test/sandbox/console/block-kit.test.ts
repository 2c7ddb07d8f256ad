import { expect, it } from 'vitest';
import { splitBlocks } from '../../../src/sandbox/console/slack/block-kit.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

it('takes the rows of buttons out and leaves the blocks between them together', () => {
  const row = { type: 'actions', block_id: 'b1', elements: [{ action_id: 'serin:pause' }] };
  expect(splitBlocks([section('a'), section('b'), row, section('c')]).map(({ kind }) => kind)).toEqual([
    'shown',
    'buttons',
    'shown',
  ]);
});

it('keeps colons from being taken for the ends of emoji names, and leaves mentions, dates and code alone', () => {
  const [piece] = splitBlocks([section('*api:live*: `a:b` <!date^1^{time}|10:25> at 10:25:00')]);
  expect(piece).toMatchObject({
    blocks: [section('*api&#58;live*&#58; `a:b` <!date^1^{time}|10:25> at 10&#58;25&#58;00')],
  });
});

it('keeps a greater-than sign from getting a space behind it, in text and in code', () => {
  const [piece] = splitBlocks([section('fired (5 &gt; 1) `/canary env &lt;service&gt;` <https://a.test/?x&gt;1|b>')]);
  expect(piece).toMatchObject({
    blocks: [section('fired (5 &#62; 1) `/canary env &lt;service>` <https://a.test/?x&gt;1|b>')],
  });
});
