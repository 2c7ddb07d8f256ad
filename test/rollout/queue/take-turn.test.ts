import { describe, expect, it } from 'vitest';
import type { Queue, QueuedStart } from '../../../src/domain/queue/queue.ts';
import { emptyRecord, type Rollout, type ServiceRecord } from '../../../src/domain/rollout/record.ts';
import { leaveQueue, resumeQueue } from '../../../src/rollout/queue/change-queue.ts';
import { endTurn, findTurn, followRollout, nextTurnAt, queueObjection } from '../../../src/rollout/queue/take-turn.ts';
import { alice, aPerson, aRollout, bob, HOUR, MINUTE, NOW } from '../builders.ts';
import { aDraft, aFreeze, aSignal } from '../signals.ts';

const origin = { channelId: 'C0', channelName: 'deploys' };
const aStart = (label: string, by = bob): QueuedStart => ({
  ...{ key: `k-${label}`, by, at: NOW - HOUR, label, explicit: {}, origin },
});
const [v55, v56] = [aStart('v55'), aStart('v56', aPerson('carol'))];
const completed = aRollout({ situation: 'completed' });
const rolledBack = aRollout({ situation: 'rolled-back' });

function aRecord(queue: Partial<Queue> = {}, rollout: Rollout | null = completed): ServiceRecord {
  return { ...emptyRecord('checkout'), rollout, queue: { starts: [v55, v56], ...queue } };
}

const stop = { at: NOW - MINUTE, key: null, why: 'v54 was rolled back' };
const wait = { since: NOW - MINUTE, until: NOW + MINUTE, why: 'checkout is frozen' };

describe('a turn', () => {
  it.each<[string, ServiceRecord, QueuedStart | null]>([
    ['of the first, once the rollout has completed', aRecord(), v55],
    ['of nobody while a rollout runs', aRecord({}, aRollout({ situation: 'baking' })), null],
    ['of nobody while Serin holds', aRecord({}, aRollout({ situation: 'holding' })), null],
    ['of nobody while the queue has stopped', aRecord({ stop }), null],
    ['of nobody while the first waits', aRecord({ wait }), null],
    ['of the first again after its wait', aRecord({ wait: { ...wait, until: NOW } }), v55],
    ['of nobody without a queue', { ...emptyRecord('checkout'), rollout: completed }, null],
  ])('is that %s', (_when, record, start) => {
    expect(findTurn(record, NOW)).toBe(start);
  });

  it('has a timer while the queue moves, and none while it waits for a rollout or for people', () => {
    expect(nextTurnAt(aRecord(), NOW)).toBe(NOW + MINUTE);
    expect(nextTurnAt(aRecord({ wait: { ...wait, until: NOW + HOUR } }), NOW)).toBe(NOW + HOUR);
    expect(nextTurnAt(aRecord({ stop }), NOW)).toBeNull();
    expect(nextTurnAt(aRecord({}, aRollout({ situation: 'baking' })), NOW)).toBeNull();
  });

  it.each<[string, ServiceRecord, string, string | null]>([
    ['ignores a start that is not first any more', aRecord({ starts: [v56] }), 'k-v55', 'ignored'],
    ['ignores a start of a queue that has stopped', aRecord({ stop }), 'k-v55', 'ignored'],
    ['lets the first start', aRecord(), 'k-v55', null],
  ])('%s', (_what, record, key, answer) => {
    const signal = aSignal('start', { key, turn: true, draft: aDraft({ canary: 'v55' }) });
    expect(queueObjection(record, signal)?.answer ?? null).toBe(answer);
  });

  it('comes before a start that did not wait', () => {
    const signal = aSignal('start', { draft: aDraft({ canary: 'v57' }) });
    expect(queueObjection(aRecord(), signal)).toMatchObject({ answer: 'refused', code: 'queue-first' });
    expect(queueObjection(aRecord({ stop }), signal)).toBeNull();
  });

  it('tells a pipeline nothing of the queue, which it cannot join', () => {
    const by = { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' };
    const signal = aSignal('start', { by, draft: aDraft({ canary: 'v57' }) });
    expect(queueObjection(aRecord(), signal)).toMatchObject({
      because: expect.stringMatching(/is next in the queue of checkout\. Start again when nobody waits\.$/),
    });
  });
});

describe('a refused turn', () => {
  const frozen = {
    severity: 'blocks',
    code: 'frozen',
    about: null,
    message: 'It is frozen.',
    remedy: 'Wait.',
  } as const;
  const locked = { ...frozen, code: 'locked', message: 'It is locked.', remedy: 'Unlock it.' };
  const refusal = { code: 'preflight', because: 'v55 cannot start.' };

  it.each([
    [10 * MINUTE, 10 * MINUTE],
    [2 * HOUR, 15 * MINUTE],
  ])('waits for the end of a freeze of %i ms, and looks again after %i ms', (left, waits) => {
    const freeze = aFreeze({ until: NOW + left });
    const { record, planned } = endTurn(aRecord(), v55, { ...refusal, findings: [frozen], freeze }, NOW);
    expect(record.queue?.wait).toEqual({ since: NOW, until: NOW + waits, why: 'It is frozen. Wait' });
    expect(planned).toEqual([]);
  });

  it('stops the queue and calls its person when something else is in the way too', () => {
    const { record, planned } = endTurn(aRecord({ wait }), v55, { ...refusal, findings: [frozen, locked] }, NOW);
    expect(record.queue).toEqual({
      starts: [v55, v56],
      stop: {
        at: NOW,
        key: 'k-v55',
        why: 'v55 cannot start: It is frozen. Wait. 1 more of preflight: start it to see them',
      },
    });
    expect(planned).toMatchObject([
      { key: `queue#${completed.id}#${NOW}`, body: { news: { about: 'queue', mention: [bob.id] } } },
    ]);
  });

  it('is tried again every minute for an hour for what passes by itself', () => {
    const syncing = { code: 'syncing', because: 'Environment a is brought up.' };
    const first = endTurn(aRecord(), v55, syncing, NOW).record;
    expect(first.queue?.wait).toEqual({ since: NOW, until: NOW + MINUTE, why: 'Environment a is brought up' });
    const later = endTurn(first, v55, syncing, NOW + 59 * MINUTE).record;
    expect(later.queue?.wait?.until).toBe(NOW + 60 * MINUTE);
    expect(endTurn(later, v55, syncing, NOW + 60 * MINUTE).record.queue?.stop?.why).toBe(
      'v55 cannot start: Environment a is brought up',
    );
  });

  it.each([
    ['of a start that left', aRecord({ starts: [v56] })],
    ['of a queue that has stopped', aRecord({ stop })],
    ['without a queue', emptyRecord('checkout')],
  ])('changes nothing %s', (_what, record) => {
    expect(endTurn(record, v55, refusal, NOW)).toEqual({ record, planned: [] });
  });

  it('of a service that was never rolled out tells its requester', () => {
    expect(endTurn(aRecord({}, null), v55, refusal, NOW).planned).toMatchObject([
      { body: { kind: 'reply', to: { user: bob.id, channel: 'C0' }, reply: { code: 'queue-stopped' } } },
    ]);
  });

  it('of a scheduled start tells once that it waits, and until when', () => {
    const start = { ...v55, scheduled: { at: NOW, timezone: 'UTC' } };
    const freeze = aFreeze({ until: NOW + HOUR });
    const factOf = (record: ServiceRecord, no: Parameters<typeof endTurn>[2]) =>
      endTurn(record, start, no, NOW).planned.map(({ body }) => (body.kind === 'notice' ? body.news : null));
    const isFrozen = { ...refusal, findings: [frozen], freeze };
    const starts = [start];
    expect(factOf(aRecord({ starts }), isFrozen)).toMatchObject([
      {
        ...{ about: 'scheduled', mention: [bob.id] },
        fact: 'The moment of v55 (bob) has come, and it waits: It is frozen. Wait. It starts at the end of that',
      },
    ]);
    expect(factOf(aRecord({ starts, wait }), isFrozen)).toEqual([]);
    expect(factOf(aRecord({ starts }), { code: 'syncing', because: 'a is brought up.' })).toMatchObject([
      {
        fact: expect.stringMatching(/tried again every minute until 2030-03-17 \d\d:46 UTC, and the queue stops then$/),
      },
    ]);
  });
});

describe('a queue behind a rollout', () => {
  const running = aRollout({ situation: 'baking' });

  it('stops when that is rolled back, and calls everybody in it once', () => {
    const before = { ...running, id: rolledBack.id };
    const { record, planned } = followRollout(aRecord({}, before), rolledBack, NOW);
    expect(record.queue?.stop).toEqual({ at: NOW, key: null, why: `${rolledBack.canary} was rolled back` });
    expect(planned).toMatchObject([{ body: { news: { mention: [bob.id, 'UCAROL'] } } }]);
    expect(followRollout(aRecord({}, rolledBack), rolledBack, NOW).planned).toEqual([]);
  });

  it('loses the start that begins, and moves again', () => {
    const begun = { ...running, id: 'checkout-9', canary: 'v56' };
    expect(followRollout(aRecord({ stop, wait }), begun, NOW).record.queue).toEqual({ starts: [v55] });
    const last = followRollout(aRecord({ starts: [v56] }), begun, NOW).record;
    expect(last).not.toHaveProperty('queue');
  });
});

describe('a queue that has stopped', () => {
  it('for a start moves again when that leaves, and for a rollback only when people say so', () => {
    const leaver = { by: bob, mayForOthers: false, names: '', at: NOW };
    expect(leaveQueue(aRecord({ stop: { ...stop, key: 'k-v55' } }), 'v55', leaver)).toMatchObject({
      queue: { starts: [v56] },
    });
    expect(leaveQueue(aRecord({ stop }), 'v55', leaver)).toMatchObject({ queue: { starts: [v56], stop } });
    expect(resumeQueue(aRecord({ stop }), alice, { issuedAt: stop.at })).toMatchObject({
      answer: 'changed',
      queue: { starts: [v55, v56] },
    });
  });

  it('is not resumed by what somebody said before it stopped', () => {
    const said = (issuedAt: number) => resumeQueue(aRecord({ stop }), alice, { issuedAt });
    expect(said(stop.at - 1_000)).toMatchObject({
      answer: 'refused',
      code: 'stopped-since',
      because: expect.stringContaining(`stopped since you said that: ${stop.why}. Look at it, then say it again.`),
    });
    // Slack signs in whole seconds.
    expect(said(stop.at - 999)).toMatchObject({ answer: 'changed' });
  });

  it('is resumed by the button of this stop, and by that of no earlier one', () => {
    const clicked = (shown: number, record = aRecord({ stop })) =>
      resumeQueue(record, alice, { issuedAt: stop.at + MINUTE, stop: shown });
    expect(clicked(stop.at)).toMatchObject({ answer: 'changed', queue: { starts: [v55, v56] } });
    expect(clicked(stop.at - MINUTE)).toMatchObject({ answer: 'refused', code: 'stopped-since' });
    expect(clicked(stop.at, aRecord({ wait }))).toMatchObject({ answer: 'unchanged' });
  });

  it('is resumed from a wait too', () => {
    const resumed = resumeQueue(aRecord({ wait }), alice, { issuedAt: 0 });
    expect(resumed).toMatchObject({ answer: 'changed', queue: { starts: [v55, v56] } });
    expect(resumed).not.toHaveProperty('queue.wait');
  });
});
