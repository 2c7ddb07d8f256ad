import { expect, it } from 'vitest';
import { pushText } from '../../../src/sandbox/console/slack/push-text.ts';

it.each([
  ['<@U1> decides, not <@U2>', '@bob decides, not @U2'],
  ['<!subteam^S1> and <!subteam^S2|@ops>', '@payments and @S2'],
  ['*checkout* `v54`: <https://example.com/a?b=1|the change>', 'checkout v54: the change'],
  ['5xx &gt; 1% &amp; p99 &lt; 1 s', '5xx > 1% & p99 < 1 s'],
  ['&lt;@U1&gt; is what somebody typed', '<@U1> is what somebody typed'],
])('shows %j on a phone as %j', (text, shown) => {
  expect(pushText(text, { U1: 'bob', S1: 'payments' })).toBe(shown);
});
