import { describe, expect, it } from 'vitest';
import type { Effect, EffectBody, Reply } from '../../../src/domain/rollout/effect.ts';
import { emptyRecord, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import type { Decision, Planned } from '../../../src/domain/rollout/signal.ts';
import type { TimelineEntry } from '../../../src/domain/rollout/timeline-entry.ts';
import { applyDecision, isSeen, queueEffects, trimTimeline } from '../../../src/engine/commit/apply-decision.ts';
import { digestKey } from '../../../src/engine/ids.ts';
import { aBreach, aRollout, bob, HOUR, NOW } from '../../rollout/builders.ts';

const aRecord = (over: Partial<ServiceRecord> = {}): ServiceRecord => ({ ...emptyRecord('checkout'), ...over });

/** An effect that waits and that nobody has begun. */
const waiting = (key: string, body: EffectBody, over: Partial<Effect> = {}): Effect => ({
  ...{ key, at: NOW, attempts: 0, claimedUntil: 0, retryAt: 0, body },
  ...over,
});

const card = (rollout = 'r-1'): EffectBody => ({ kind: 'card', rollout });
const entry = (n: number): TimelineEntry => ({ n, at: NOW, by: { kind: 'person', person: bob }, text: `line ${n}` });
const thread = (from: number, to = from, mention: readonly string[] = [], rollout = 'r-1'): EffectBody => ({
  kind: 'thread',
  rollout,
  entries: Array.from({ length: to - from + 1 }, (_, index) => entry(from + index)),
  mention,
});
const breach = (name: string): EffectBody => ({
  kind: 'breach',
  channel: '#deploys',
  breach: aBreach({ name }),
  outcome: { rollout: 'r-1', did: '' },
});
const reply = (user: string): EffectBody => ({
  kind: 'reply',
  to: { user, channel: 'C0', responseUrl: '' },
  reply: { text: 'no' } as Reply,
});
const sync = (n: number): EffectBody => ({ kind: 'sync', sync: `s-${n}` });

/** So many effects that cannot be merged with any other. */
const others = (count: number): readonly Effect[] =>
  Array.from({ length: count }, (_, n) => waiting(`other-${n}`, sync(n)));

const keys = (outbox: readonly Effect[]) => outbox.map(({ key }) => key);

describe('the keys that a record remembers', () => {
  const refused: Decision = { answer: 'refused', code: 'any', because: 'any' };
  const seenAt = (at: number) => aRecord({ seen: [{ key: 'old', at }] });

  it('are those of the signals that were taken, each with its minute', () => {
    const record = applyDecision(seenAt(NOW - HOUR), refused, ['one', 'two'], [], NOW);
    const minute = Math.ceil(NOW / 60_000) * 60_000;
    expect(record.seen).toEqual([
      { key: 'old', at: NOW - HOUR },
      { key: digestKey('one'), at: minute },
      { key: digestKey('two'), at: minute },
    ]);
    expect(['one', 'three'].map((key) => isSeen(record, key))).toEqual([true, false]);
  });

  it('are kept as digests of 72 bits, and the keys in records of an earlier version still count', () => {
    expect(digestKey('slash:391b101f1c0295dc5f65ee40f9a1f38d81e69720')).toMatch(/^[\w-]{12}$/);
    const digests = Array.from({ length: 20_000 }, (_, n) => digestKey(`key-${n}`));
    expect(new Set(digests).size).toBe(digests.length);
    expect(isSeen(seenAt(NOW - HOUR), 'old')).toBe(true);
  });

  it.each([
    ['just under 25 h', 25 * HOUR - 1, true],
    ['25 h', 25 * HOUR, false],
  ])('are kept for 25 h, longer than EventBridge delivers again: %s', (_, age, kept) => {
    expect(isSeen(applyDecision(seenAt(NOW - age), refused, ['new'], [], NOW), 'old')).toBe(kept);
  });

  it('are the newest 400', () => {
    const many = Array.from({ length: 401 }, (_, n) => `key-${n}`);
    const { seen } = applyDecision(seenAt(NOW - HOUR), refused, many, [], NOW);
    expect(seen).toHaveLength(400);
    expect([seen[0]?.key, seen.at(-1)?.key]).toEqual(['key-1', 'key-400'].map(digestKey));
  });
});

describe('a decision', () => {
  const before = aRollout();
  const extra: readonly Planned[] = [{ key: 'answer', body: reply('U1') }];

  it('that is accepted puts the next rollout into the record, and its effects behind those that were asked for', () => {
    const next = { ...before, weight: 25 };
    const effects: readonly Planned[] = [{ key: 'card', body: card(before.id) }];
    const decision: Decision = { answer: 'accepted', next, effects, say: '' };
    const record = applyDecision(aRecord({ rollout: before }), decision, [], extra, NOW);
    expect(record.rollout).toEqual(next);
    expect(record.outbox).toEqual([waiting('answer', reply('U1')), waiting('card', card(before.id))]);
  });

  it.each<Decision>([
    { answer: 'refused', code: 'any', because: 'any' },
    { answer: 'ignored', because: 'any' },
  ])('that is $answer leaves the rollout as it is, and what was asked for is told', (decision) => {
    const record = applyDecision(aRecord({ rollout: before }), decision, [], extra, NOW);
    expect(record.rollout).toEqual(before);
    expect(keys(record.outbox)).toEqual(['answer']);
  });

  it('can be made where there is no rollout', () => {
    expect(applyDecision(aRecord(), { answer: 'ignored', because: 'any' }, [], extra, NOW).rollout).toBeNull();
  });

  it('keeps which messages of alarms are posted for the rollout', () => {
    const posted: readonly Planned[] = [
      { key: 'b', body: { ...breach('5xx'), outcome: { rollout: before.id, did: '' } } as EffectBody },
    ];
    const { rollout } = applyDecision(
      aRecord({ rollout: before }),
      { answer: 'ignored', because: 'any' },
      [],
      posted,
      NOW,
    );
    expect(rollout?.alarmMessages).toEqual([{ key: 'b', channel: '#deploys', ts: null }]);
  });
});

describe('an effect that is queued', () => {
  const queue = (outbox: readonly Effect[], ...planned: readonly Planned[]) =>
    queueEffects(aRecord({ outbox }), planned, NOW);

  it('waits behind the others, and once only under its key', () => {
    const first = waiting('one', reply('U1'), { attempts: 2, retryAt: NOW + 5 });
    const outbox = queue([first], { key: 'one', body: reply('U1') }, { key: 'two', body: reply('U1') });
    expect(outbox).toEqual([first, waiting('two', reply('U1'))]);
  });

  it('that draws a card replaces the drawing that waits, and waits as long as a retry of that one would', () => {
    const failed = waiting('card-1', card(), { attempts: 3, retryAt: NOW + 20_000 });
    expect(queue([failed, waiting('line', thread(1))], { key: 'card-2', body: card() })).toEqual([
      waiting('line', thread(1)),
      waiting('card-2', card(), { retryAt: NOW + 20_000 }),
    ]);
  });

  it.each<[string, Effect, EffectBody]>([
    ['a drawing that a worker is at', waiting('other', card(), { claimedUntil: NOW + 1 }), card()],
    ['the card of another rollout', waiting('other', card('r-2')), card()],
    ['another effect of the rollout', waiting('other', { kind: 'baseline', rollout: 'r-1' }), card()],
    ['a drawing, being no drawing itself', waiting('other', card()), { kind: 'baseline', rollout: 'r-1' }],
  ])('does not replace %s', (_, there, body) => {
    expect(queue([there], { key: 'new', body })).toEqual([there, waiting('new', body)]);
  });

  it('replaces a drawing whose worker died, at the moment its claim ends', () => {
    const left = waiting('card-1', card(), { claimedUntil: NOW });
    expect(keys(queue([left], { key: 'card-2', body: card() }))).toEqual(['card-2']);
  });
});

describe('an outbox with more than 60 effects', () => {
  const queue = (...outbox: readonly Effect[]) => queueEffects(aRecord({ outbox }), [], NOW);

  it('is merged, and one with 60 is left as it is', () => {
    const two = [waiting('a', reply('U1')), waiting('b', reply('U1'))];
    expect(queue(...two, ...others(58))).toHaveLength(60);
    expect(queue(...two, ...others(59))).toHaveLength(60);
    expect(keys(queue(...two, ...others(59)))).not.toContain('a');
  });

  it('has one message for each thread, in the place of the first, with its newest 40 lines and all who are mentioned', () => {
    const outbox = queue(
      waiting('a', thread(1, 30, ['U1', 'U2']), { attempts: 4 }),
      waiting('elsewhere', thread(1, 1, [], 'r-2')),
      waiting('b', thread(31, 50, ['U2', 'U3'])),
      ...others(60),
    );
    expect(outbox.slice(0, 2)).toEqual([
      waiting('b', thread(11, 50, ['U1', 'U2', 'U3']), { attempts: 4 }),
      waiting('elsewhere', thread(1, 1, [], 'r-2')),
    ]);
    expect(outbox.slice(2)).toEqual(others(60));
  });

  it('calls in a merged message those who are asked for the approval that opened last', () => {
    const asking = (from: number, mention: readonly string[], asks: number) =>
      ({ ...thread(from, from, mention), asks }) as EffectBody;
    const merged = (...bodies: readonly EffectBody[]) =>
      queue(...bodies.map((body, i) => waiting(`k-${i}`, body)), ...others(60))[0]?.body;
    expect(merged(asking(1, ['U1'], 5), asking(2, ['U2'], 5))).toMatchObject({ mention: ['U1', 'U2'], asks: 5 });
    expect(merged(asking(1, ['U1'], 5), asking(2, ['U2'], 9))).toMatchObject({ mention: ['U2'], asks: 9 });
    expect(merged(asking(1, ['U1'], 5), thread(2))).toMatchObject({ mention: ['U1'], asks: 5 });
  });

  it('has the newest breach of each alarm and the newest answer to each person', () => {
    const outbox = queue(
      waiting('to U1, first', reply('U1')),
      waiting('5xx-1', breach('5xx')),
      waiting('p99', breach('p99')),
      waiting('to U2', reply('U2')),
      waiting('5xx-2', breach('5xx')),
      waiting('to U1, last', reply('U1')),
      ...others(60),
    );
    expect(keys(outbox.slice(0, 4))).toEqual(['to U1, last', '5xx-2', 'p99', 'to U2']);
    expect(outbox[1]?.body).toEqual(breach('5xx'));
    expect(outbox.slice(4)).toEqual(others(60));
  });

  it('merges nothing but its own kind, although it is of the same rollout', () => {
    const baseline: EffectBody = { kind: 'baseline', rollout: 'r-1' };
    const outbox = [waiting('before', baseline), waiting('line', thread(1)), waiting('after', baseline), ...others(60)];
    expect(queue(...outbox)).toEqual(outbox);
  });

  it.each([
    ['the earlier', 1, 0],
    ['the later', 0, 1],
  ])('leaves alone what a worker is at: %s of two', (_, earlier, later) => {
    const outbox = [
      waiting('a', thread(1), { claimedUntil: NOW + earlier }),
      ...others(2),
      waiting('b', thread(2), { claimedUntil: NOW + later }),
      ...others(60),
    ];
    expect(queue(...outbox)).toEqual(outbox);
  });

  it('merges what workers left whose claims end now', () => {
    const left = { claimedUntil: NOW };
    expect(keys(queue(waiting('a', thread(1), left), waiting('b', thread(2), left), ...others(60)))).not.toContain('a');
  });
});

describe('a timeline', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => entry(index + 1));

  it.each([0, 30, 40])('of %i lines is kept whole', (count) => {
    const rollout = { ...aRollout(), timeline: lines(count) };
    expect(trimTimeline(rollout)).toEqual({ rollout, spilled: [] });
    expect(trimTimeline(rollout).rollout).toBe(rollout);
  });

  it('of more gives up the oldest', () => {
    const rollout = { ...aRollout(), timeline: lines(43) };
    const { rollout: kept, spilled } = trimTimeline(rollout);
    expect(kept).toEqual({ ...rollout, timeline: lines(43).slice(3) });
    expect(spilled).toEqual(lines(3));
  });
});
