import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alarmChangeView, alarmReasonView } from '../../../../src/adapters/slack/views/alarms/message.ts';
import { card } from '../../../../src/adapters/slack/views/rollout/card.ts';
import { threadEntries } from '../../../../src/adapters/slack/views/rollout/thread-entries.ts';
import type { AlarmChange } from '../../../../src/domain/alarm/state.ts';
import { alarmMeasurement, comparisonText, reasonText } from '../../../../src/domain/wording.ts';
import { actOn } from '../../../../src/rollout/alarms/act-on-alarm.ts';
import { preflightFindings } from '../../../../src/rollout/preflight/preflight.ts';
import { aDraft } from '../../../rollout/signals.ts';
import { aBreach, aRollout, noon } from '../support/a-rollout.ts';

/** A breach of which any part may be absent. */
const events = fc
  .record({
    observedValue: fc.option(fc.oneof(fc.constant(0), fc.double({ noNaN: true, noDefaultInfinity: true }))),
    threshold: fc.option(fc.oneof(fc.constant(0), fc.constant(1), fc.double({ noNaN: true, noDefaultInfinity: true }))),
    comparison: fc.constantFrom('', '>', '>=', '<', '<=', 'outside the band'),
    metric: fc.constantFrom('', 'AWS/Lambda Errors'),
    description: fc.constantFrom('', 'Too many errors'),
    reason: fc.constantFrom('', 'Threshold Crossed'),
    kind: fc.constantFrom<AlarmChange['kind'][]>('metric', 'math', 'anomaly', 'composite'),
    value: fc.constantFrom<AlarmChange['value'][]>('OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING'),
    suppressed: fc.boolean(),
  })
  .map((parts) => aBreach(parts));

const unescaped = (text: string) => text.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

/** A sign without a number on both of its sides, two spaces, empty brackets, a colon or two stops at an end, and what code prints of nothing. */
const ODD = /[<>]=?\s*([.),:;]|$)|(^|[:(])\s*[<>]|\d \d| {2}|\(\s*\)|: ?(\.|$)|\.\.|null|undefined|NaN/m;

/** Slack's own syntax, and CloudWatch's words, are not ours to judge. */
const judged = (text: string) =>
  unescaped(
    text
      .replace(/<!date[^>]*>/g, 'then')
      .replace(/<https:[^>]*>/g, 'link')
      .replaceAll('2026-01-05 12:00 UTC', 'then'),
  );

function textsIn(block: unknown): string[] {
  if (typeof block !== 'object' || block === null) return [];
  return Object.entries(block).flatMap(([key, value]) =>
    key === 'text' && typeof value === 'string' ? [value] : key === 'value' ? [] : textsIn(value),
  );
}

const readsWell = (texts: readonly string[]) => {
  for (const text of texts) expect(judged(text)).not.toMatch(ODD);
};

test('what an alarm compared reads well, whichever parts are known', () => {
  fc.assert(
    fc.property(events, (event) => {
      const words = comparisonText(event);
      readsWell([words]);
      const isNothing =
        event.observedValue === null && event.threshold === null && event.comparison !== 'outside the band';
      expect(words === '').toBe(isNothing);
    }),
    { numRuns: 1000 },
  );
});

test('the message and the notification of an alarm read well, whichever parts are known', () => {
  fc.assert(
    fc.property(events, fc.constantFrom('', 'Serin rolls back.'), (event, did) => {
      const { text, blocks } = alarmChangeView(event, { rollout: null, did }, null);
      readsWell([text, ...textsIn(blocks)]);
    }),
  );
});

test('the thread, the card, the reason and the refusal of a start read well, whichever parts are known', () => {
  fc.assert(
    fc.property(
      events,
      fc.constantFrom<('ask' | 'hold' | 'rollback')[]>('ask', 'hold', 'rollback'),
      (event, onAlarm) => {
        const { name, since, suppressed, reason } = event;
        const reading = { name, since, suppressed, reason, value: 'ALARM' as const, details: event };
        const before = aRollout({});
        const { next, did } = actOn({ ...before, config: { ...before.config, onAlarm } }, reading, noon);
        const entries = next.timeline.slice(before.timeline.length);
        const { text, blocks } = threadEntries(entries);
        const found = preflightFindings({ ...aDraft(), alarms: [reading] }).map(({ message }) => message);
        const why = reasonText({ kind: 'alarm', name, detail: alarmMeasurement(reading) });
        readsWell([
          did,
          why,
          text,
          ...textsIn(blocks),
          ...found,
          ...textsIn(card(next).blocks).filter((text) => !text.startsWith('*Plan*')),
        ]);
      },
    ),
  );
});

test('a health signal is shown with the value and the https link of its sender, escaped, and with nothing else of it', () => {
  const signal = (over: Partial<AlarmChange>) =>
    aBreach({
      ...{ arn: '', name: 'signal:datadog', kind: 'signal', metric: '7% <!channel>', reason: '7% <!channel>' },
      ...{ observedValue: null, threshold: null, comparison: '', description: '' },
      ...over,
    });
  const drawn = (over: Partial<AlarmChange>) =>
    JSON.stringify(alarmChangeView(signal(over), { rollout: null, did: '' }, null));
  const text = drawn({ link: 'https://example.com/m' });
  expect(text).toContain('*signal:datadog* fired at');
  expect(text).toContain('7% &lt;!channel&gt;');
  expect(text).not.toContain('<!channel>');
  expect(text).toContain('health signal · <https://example.com/m|Open it>');
  for (const link of ['http://example.com/m', 'https://example.com/|<!here>'])
    expect(drawn({ link })).not.toMatch(/<http|<!here>/);
  expect(JSON.stringify(alarmReasonView(signal({})))).toContain('Its sender says: 7% &lt;!channel&gt;');
  expect(alarmMeasurement({ ...signal({}), details: signal({}) })).toBe('7% <!channel>');
});
