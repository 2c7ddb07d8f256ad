import { describe, expect, it } from 'vitest';
import type { FunctionParts } from '../../src/compose/functions.ts';
import type { DeadLetterQueue } from '../../src/domain/dead-letter.ts';
import { engineHandlers } from '../../src/functions/events/handlers.ts';
import type { CallerAnswer } from '../../src/ports/inbound/caller.ts';

const HOME = 'eu-central-1';
const ANSWER = { v: 1, tone: 'info', code: '', text: 'Here.' } as CallerAnswer;
const OWN_ALARM = `arn:aws:cloudwatch:${HOME}:123456789012:alarm:serin-own-worker-dead-letters`;

/** Handlers whose parts note what reaches them. */
function handlersWithNotes({ hasDeadLetters = true } = {}) {
  const notes: unknown[][] = [];
  const note =
    (what: string) =>
    async (...given: readonly unknown[]): Promise<void> => {
      notes.push([what, ...given]);
    };
  const parts: FunctionParts = {
    engine: { alarm: ({ name, value }, key) => note('alarm')(name, value, key), wake: note('wake') },
    receive: {
      command: note('command'),
      hookAnswer: note('hook answer'),
      healthSignal: note('health signal'),
      apiCall: note('api call'),
      deployment: note('deployment'),
      call: async (call) => {
        await note('call')(call);
        return ANSWER;
      },
    },
    deadLetters: hasDeadLetters
      ? {
          watchedBy: (arn, home): DeadLetterQueue | null => (arn === OWN_ALARM && home === HOME ? 'worker' : null),
          tell: note('dead letters'),
        }
      : null,
    region: HOME,
    log: { info: () => undefined, warn: () => undefined, error: ({ code }) => notes.push(['dropped', code]) },
  };
  return { notes, ...engineHandlers(parts) };
}

const alarmEvent = (arn: string, value = 'ALARM') => ({
  id: 'event-1',
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '123456789012',
  region: HOME,
  time: '2026-01-05T09:00:00Z',
  resources: [arn],
  detail: {
    alarmName: arn.split(':').at(-1),
    state: { value, reason: 'Threshold Crossed', timestamp: '2026-01-05T09:00:00.000+0000' },
    previousState: { value: 'OK', timestamp: '2026-01-05T08:00:00.000+0000' },
    configuration: { metrics: [] },
  },
});

describe('the worker', () => {
  it.each<[string, object, readonly unknown[]]>([
    ['an event of the type Command', { 'detail-type': 'Command', detail: { a: 1 } }, ['command', { a: 1 }]],
    ['the answer of a hook', { 'detail-type': 'Hook Answer', detail: { a: 1 } }, ['hook answer', { a: 1 }]],
    [
      'an event of another type, whose sender has to prove it',
      { 'detail-type': ['Hook Answer'] },
      ['command', undefined],
    ],
    ['a detail that pretends to be a direct call', { detail: { serin: {} } }, ['command', { serin: {} }]],
  ])('routes %s, and answers nothing', async (_what, event, expected) => {
    const { notes, worker } = handlersWithNotes();
    expect(await worker(event)).toBeUndefined();
    expect(notes).toEqual([expected]);
  });

  it.each(['ECS Hook State Change', 'ECS Deployment State Change'])(
    'routes an event of ECS, whole: %s',
    async (type) => {
      const { notes, worker } = handlersWithNotes();
      const event = { source: 'aws.ecs', 'detail-type': type, detail: { a: 1 } };
      expect(await worker(event)).toBeUndefined();
      expect(notes).toEqual([['deployment', event]]);
    },
  );

  it('answers a direct call', async () => {
    const { notes, worker } = handlersWithNotes();
    expect(await worker({ serin: { command: 1 } })).toBe(ANSWER);
    expect(notes).toEqual([['call', { command: 1 }]]);
  });

  it.each([null, undefined, 'text', 7])('drops what is no event: %s', async (event) => {
    const { notes, worker } = handlersWithNotes();
    await worker(event);
    expect(notes).toEqual([['command', undefined]]);
  });
});

describe('the alarm function', () => {
  const arn = `arn:aws:cloudwatch:${HOME}:123456789012:alarm:checkout-5xx`;

  it('routes a health signal, whole, to its receiver', async () => {
    const { notes, alarm } = handlersWithNotes();
    const event = { 'detail-type': 'Health Signal', time: '2026-01-05T09:00:00Z', detail: { a: 1 } };
    await alarm(event);
    expect(notes).toEqual([['health signal', event]]);
  });

  it('routes a state change to the engine, with the id of the event as the key', async () => {
    const { notes, alarm } = handlersWithNotes();
    await alarm(alarmEvent(arn));
    expect(notes).toEqual([['alarm', 'checkout-5xx', 'ALARM', 'event-1']]);
  });

  it('routes an alarm on dead letters to people when it fires, and nowhere when it ends', async () => {
    const { notes, alarm } = handlersWithNotes();
    await alarm(alarmEvent(OWN_ALARM));
    await alarm(alarmEvent(OWN_ALARM, 'OK'));
    expect(notes).toEqual([['dead letters', 'worker', Date.UTC(2026, 0, 5, 9)]]);
  });

  it('has no queue to look at in a function without dead letters', async () => {
    const { notes, alarm } = handlersWithNotes({ hasDeadLetters: false });
    await alarm(alarmEvent(OWN_ALARM));
    expect(notes).toEqual([['alarm', 'serin-own-worker-dead-letters', 'ALARM', 'event-1']]);
  });

  it('drops what CloudWatch did not send', async () => {
    const { notes, alarm } = handlersWithNotes();
    await alarm({ ...alarmEvent(arn), source: 'somebody' });
    expect(notes).toEqual([['dropped', 'not-an-alarm-event']]);
  });
});

describe('the timer function', () => {
  it('takes a call that CloudTrail wrote down', async () => {
    const { timer, notes } = handlersWithNotes();
    const event = {
      source: 'aws.lambda',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventName: 'UpdateAlias20150331' },
    };
    await timer(event);
    expect(notes).toEqual([['api call', event]]);
  });

  it.each(['serin', 'aws'])('takes no such call from a sender like %s', async (source) => {
    const { timer, notes } = handlersWithNotes();
    await timer({ source, 'detail-type': 'AWS API Call via CloudTrail', detail: {} });
    expect(notes).toEqual([['dropped', 'not-a-wake']]);
  });

  const input = { service: 'checkout', rollout: 'r-1', seq: 3, step: 1, generation: 2, at: Date.UTC(2026, 0, 5, 9) };

  it('routes the input of a schedule to the engine', async () => {
    const { notes, timer } = handlersWithNotes();
    await timer(input);
    expect(notes).toEqual([['wake', input]]);
  });

  it('drops a malformed input: a retry cannot mend it', async () => {
    const { notes, timer } = handlersWithNotes();
    await timer({ ...input, seq: 'three' });
    expect(notes.map(([what]) => what)).toEqual(['dropped']);
  });
});
