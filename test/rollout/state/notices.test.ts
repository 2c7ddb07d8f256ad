import { describe, expect, it, test } from 'vitest';
import type { Phase, Reason, Rollout } from '../../../src/domain/rollout/record.ts';
import type { Planned } from '../../../src/domain/rollout/signal.ts';
import { findNews } from '../../../src/rollout/state/news.ts';
import { callForAlarms, planNotices } from '../../../src/rollout/state/notices.ts';
import { returningPhase } from '../../../src/rollout/state/transition.ts';
import { aBreach, alice, aRollout, aService, bob, carol, HOUR, NOW } from '../builders.ts';

const goingBack = (reason: Reason, over: Partial<Rollout> = {}): Rollout =>
  aRollout({ phase: returningPhase(NOW, reason), ...over });
const holding = (since: number, over: Partial<Extract<Phase, { status: 'holding' }>> = {}): Rollout =>
  aRollout({
    phase: {
      status: 'holding',
      since,
      why: { kind: 'gate-expired' },
      activity: { status: 'awaiting-approval' },
      ...over,
    },
  });
const byAlarm: Reason = { kind: 'alarm', name: 'checkout-5xx', detail: '' };
const firing = (over: Partial<Extract<Planned['body'], { kind: 'breach' }>['outcome']> = {}): Planned => ({
  key: 'breach',
  body: {
    kind: 'breach',
    channel: '#deploys',
    breach: aBreach(),
    outcome: { rollout: 'checkout-1', did: 'Serin rolls back.', ...over },
  },
});
const plan = (next: Rollout, planned: readonly Planned[] = [], queued = '') =>
  planNotices(aRollout(), { next, planned }, (key) => key === queued).planned;

describe('the people who are called', () => {
  const called = (rollout: Rollout) => findNews(aRollout(), rollout)?.mention;
  const verdict: Reason = { kind: 'verdict', detail: 'v54 fails' };

  test.each<[string, Partial<Rollout>, readonly string[]]>([
    ['are the starter', {}, [alice.id]],
    ['are the last approver too', { approved: [{ step: 2, by: [bob, carol] }] }, [alice.id, carol.id]],
    [
      'are of the newest approval',
      {
        approved: [
          { step: 0, by: [bob] },
          { step: 2, by: [carol] },
        ],
      },
      [alice.id, carol.id],
    ],
    ['are each called once', { approved: [{ step: 2, by: [alice] }] }, [alice.id]],
    ['are no pipeline', { by: { arn: 'arn:aws:sts::1:assumed-role/deploy/run' } }, []],
  ])('%s', (_what, over, people) => {
    expect(called(goingBack(verdict, over))).toEqual(people);
  });

  it('are not who asked for the rollback or rejected it', () => {
    const approved = [{ step: 2, by: [bob] }];
    expect(called(goingBack({ kind: 'person', by: alice, text: '' }, { approved }))).toEqual([bob.id]);
    expect(called(goingBack({ kind: 'rejected', by: bob, text: '' }, { approved }))).toEqual([alice.id]);
  });
});

describe('the people whom a service names', () => {
  const config = aService({
    notify: { rollback: ['S0ONCALL', alice.id], hold: [bob.id], stuck: ['S0ONCALL'], end: ['S0TEAM'] },
  });
  const calledFor = (before: Rollout, next: Rollout) => findNews(before, next)?.mention;

  it('are called too, each once, and not for a change of their own', () => {
    const rollback = (by = carol) => goingBack({ kind: 'person', by, text: '' }, { config });
    expect(calledFor(aRollout(), rollback())).toEqual([alice.id, 'S0ONCALL']);
    expect(calledFor(aRollout(), rollback(alice))).toEqual(['S0ONCALL']);
    expect(calledFor(aRollout(), { ...holding(NOW), config })).toEqual([alice.id, bob.id]);
    expect(calledFor(aRollout(), { ...aRollout({ situation: 'stuck' }), config })).toEqual([alice.id, 'S0ONCALL']);
    expect(calledFor(aRollout({ situation: 'promoting' }), aRollout({ situation: 'completed', config }))).toEqual([
      alice.id,
      'S0TEAM',
    ]);
  });

  it('are called by an alarm that asks', () => {
    const asking = aRollout({ config: { ...config, onAlarm: 'ask' } });
    const [effect] = callForAlarms(asking, [firing()], NOW);
    expect(effect?.body).toMatchObject({ outcome: { mention: [alice.id, bob.id] } });
  });

  it('leaves the end to the card and its thread where the service wants that, and nothing else', () => {
    const quiet = aService({ notify: { end: 'off' } });
    expect(
      findNews(aRollout({ situation: 'promoting' }), aRollout({ situation: 'completed', config: quiet })),
    ).toBeNull();
    expect(findNews(aRollout(), goingBack(byAlarm, { config: quiet }))).toMatchObject({ about: 'rollback' });
  });
});

describe('what the channel is told', () => {
  test.each<[string, Rollout, string, string]>([
    [
      'a rollback',
      goingBack({ kind: 'hook', function: 'smoke', detail: '3 of 9' }),
      'rollback',
      'smoke failed: 3 of 9',
    ],
    [
      'a rejection, with its reason',
      goingBack({ kind: 'rejected', by: bob, text: 'the migration is missing.' }),
      'rollback',
      'bob rejected it: the migration is missing',
    ],
    ['a hold', holding(NOW), 'hold', 'Nobody approved in time'],
    [
      'a stuck target',
      aRollout({ situation: 'stuck' }),
      'stuck',
      'lambda-alias checkout-api:live cannot be brought back: Version 53 does not exist',
    ],
    [
      'the end',
      aRollout({ phase: { status: 'completed', at: NOW }, approved: [{ step: 2, by: [bob] }] }),
      'end',
      'It took 1 h, approved by bob',
    ],
  ])('is %s', (_what, next, about, fact) => {
    expect(findNews(aRollout(), next)).toMatchObject({ about, fact });
  });

  test.each<[string, Rollout, Rollout]>([
    ['a rollback that goes on', goingBack(byAlarm), goingBack(byAlarm)],
    ['a rollback that is tried again', aRollout({ situation: 'stuck' }), goingBack(byAlarm)],
    ['a hold that goes on with another reason', holding(NOW), holding(NOW, { why: { kind: 'alarms-unreadable' } })],
    [
      'a hold that a person answers with a rollback',
      holding(NOW - 1),
      goingBack({ kind: 'person', by: bob, text: '' }),
    ],
    ['a bake', aRollout({ situation: 'awaiting-approval' }), aRollout()],
    ['what is over', aRollout({ situation: 'completed' }), aRollout({ situation: 'completed' })],
  ])('is not %s', (_what, before, next) => {
    expect(findNews(before, next)).toBeNull();
  });

  it('is a hold that follows another one', () => {
    expect(findNews(holding(NOW - 1), holding(NOW))).toMatchObject({ about: 'hold', since: NOW });
  });
});

describe('the message of a rollback for an alarm', () => {
  it('is the one about the alarm, and calls people', () => {
    const [effect, ...others] = plan(goingBack(byAlarm), [firing()]);
    expect(others).toEqual([]);
    expect(effect?.body).toMatchObject({
      kind: 'breach',
      outcome: { began: { about: 'rollback', since: NOW }, mention: [alice.id] },
    });
  });

  test.each<[string, readonly Planned[], string]>([
    ['no message about the alarm is planned', [], ''],
    ['it waits already', [firing()], 'breach'],
    ['it is about another rollout', [firing({ rollout: 'other' })], ''],
  ])('is one of its own where %s', (_what, planned, queued) => {
    expect(plan(goingBack(byAlarm), planned, queued).at(-1)?.body).toMatchObject({ kind: 'notice' });
  });
});

describe('an alarm that asks', () => {
  const calls = (rollout: Rollout, effect = firing()) =>
    callForAlarms(rollout, [effect], NOW).map(({ body }) => body.kind === 'breach' && body.outcome.mention);

  it('calls people where the service asks, and within the rollback window', () => {
    expect(calls(aRollout({ config: aService({ onAlarm: 'ask' }) }))).toEqual([[alice.id]]);
    expect(calls(aRollout({ situation: 'returnable' }))).toEqual([[alice.id]]);
  });

  it('calls nobody a second time, nor where nothing is asked', () => {
    const asking = aRollout({ config: aService({ onAlarm: 'ask' }) });
    expect(calls(asking, firing({ began: { about: 'hold', since: NOW }, mention: [bob.id] }))).toEqual([[bob.id]]);
    expect(calls(aRollout())).toEqual([undefined]);
    expect(calls(aRollout({ situation: 'completed' }))).toEqual([undefined]);
    expect(calls({ ...asking, ...aRollout({ situation: 'stuck' }), config: asking.config })).toEqual([undefined]);
  });
});

describe('the end of a hold', () => {
  const message = { key: 'm', channel: 'C1', ts: '1.1', about: 'hold', since: NOW - HOUR } as const;
  const before = { ...holding(NOW - HOUR), alarmMessages: [message, { ...message, key: 'other', since: 0 }] };
  const entry = { n: 3, at: NOW, by: { kind: 'person', person: bob }, text: 'bob resumed.' } as const;
  const afterHold = (over: Partial<Rollout>): Rollout => ({
    ...aRollout({ alarmMessages: before.alarmMessages, timeline: [entry], entries: 3, ...over }),
  });

  it('is kept in the messages about it, which are drawn anew', () => {
    const { next, planned } = planNotices(before, { next: afterHold({}), planned: [] }, () => false);
    expect(next.alarmMessages).toEqual([
      { ...message, answer: { at: NOW, text: 'bob resumed.' } },
      { ...message, key: 'other', since: 0 },
    ]);
    expect(planned).toEqual([{ key: 'restate#m', body: { kind: 'restate', rollout: 'checkout-1', message: 'm' } }]);
  });

  test.each<[string, Rollout]>([
    ['while it goes on', afterHold({ phase: before.phase })],
    ['where a rollback follows, which the card says', afterHold({ phase: returningPhase(NOW, byAlarm) })],
  ])('is not drawn %s', (_what, next) => {
    const { planned } = planNotices(before, { next, planned: [] }, () => false);
    expect(planned.filter(({ body }) => body.kind === 'restate')).toEqual([]);
  });
});
