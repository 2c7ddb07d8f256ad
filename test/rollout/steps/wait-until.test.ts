import { describe, expect, it } from 'vitest';
import { card } from '../../../src/adapters/slack/views/rollout/card.ts';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../../src/config/read/stored-service.ts';
import { planText } from '../../../src/config/steps/registry.ts';
import type { WaitUntilStep } from '../../../src/domain/steps/wait-until.ts';
import { decide } from '../../../src/rollout/decide.ts';
import { nextTimerAt } from '../../../src/rollout/state/next-timer.ts';
import { enter } from '../../../src/rollout/steps/enter.ts';

import { aSource } from '../arms.ts';
import { anObserved, aRollout, aService, aWait, HOUR, MINUTE, NOW } from '../builders.ts';
import { aSignal, decided } from '../signals.ts';

/** NOW is a Sunday, 17:46:40 UTC. */
const NINE = NOW - (NOW % (24 * HOUR)) + 33 * HOUR;
const config = aService({ plan: [{ kind: 'shift', weight: 5 }, aWait(), { kind: 'shift', weight: 100 }] });
const waiting = enter(aRollout({ config }), 1, NOW);

const file = (at: string) => `services:
  checkout:
    channel: '#deploys'
    targets: [{ kind: lambda-alias, function: checkout-api, alias: live }]
    alarms: [checkout-5xx]
    plan: [{ shift: 5 }, { wait-until: '${at}' }, { shift: 100 }]
`;

function readWait(at: string): WaitUntilStep {
  const read = parseConfig(file(at));
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  const [service] = read.services;
  if (service === undefined) throw new Error('The file has a service.');
  expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
  return service.plan[1] as WaitUntilStep;
}

describe('a wait in serin.yml', () => {
  it.each<[string, Partial<WaitUntilStep>, string]>([
    ['09:00', {}, '09:00 UTC'],
    ['09:30 Europe/Berlin', { minute: 570, timezone: 'Europe/Berlin' }, '09:30 Europe/Berlin'],
    ['Mon-Fri 09:00', { days: [0, 1, 2, 3, 4] }, 'Mon-Fri 09:00 UTC'],
    ['Sat-Mon 23:59', { days: [5, 6, 0], minute: 1_439 }, 'Sat-Mon 23:59 UTC'],
    ['Sun 00:00 Asia/Kathmandu', { days: [6], minute: 0, timezone: 'Asia/Kathmandu' }, 'Sun 00:00 Asia/Kathmandu'],
    ['Tue-Mon 09:00', { days: [1, 2, 3, 4, 5, 6, 0] }, '09:00 UTC'],
  ])('as %s is read, stored and printed', (text, step, shown) => {
    const read = readWait(text);
    expect(read).toEqual(aWait(step));
    expect(planText([read])).toBe(`wait until ${shown}`);
  });

  it.each([
    ['noon', 'Write for example `wait-until: 09:00 Europe/Berlin`.'],
    ['24:00', 'Write for example `wait-until: 09:00 Europe/Berlin`.'],
    ['09:00 Mars/Olympus', 'Write a name of the IANA database, such as Europe/Berlin or UTC.'],
  ])('as %s is refused, with an example', (text, remedy) => {
    const read = parseConfig(file(text));
    const problems = read.ok ? [] : read.problems;
    expect(problems.map((problem) => [problem.path, problem.remedy])).toEqual([
      ['services.checkout.plan[1].wait-until', expect.stringContaining(remedy)],
    ]);
  });
});

describe('a wait', () => {
  it('begins with the next such time, and wakes the service then', () => {
    expect(waiting.phase).toEqual({ status: 'waiting', since: NOW, until: NINE });
    const record = { rollout: waiting, sync: null, controlCenter: null, outbox: [] } as never;
    expect(nextTimerAt(record, NINE - 10_000)).toBe(NINE);
  });

  it('ends on one of its days only', () => {
    const wednesday = enter(
      aRollout({ config: aService({ plan: [{ kind: 'shift', weight: 5 }, aWait({ days: [2] })] }) }),
      1,
      NOW,
    );
    expect(wednesday.phase).toMatchObject({ until: NINE + 2 * 24 * HOUR });
  });

  it('goes on by a timer at its end, and not before', () => {
    const timer = { kind: 'timer', key: 'wake#1', rollout: waiting.id } as const;
    const evidence = { alarms: [], freeze: null };
    const quiet = { ...waiting, config: { ...config, alarms: [] } };
    expect(decide(quiet, timer, evidence, NINE - MINUTE)).toMatchObject({ answer: 'ignored' });
    const read = quiet.targets.map((target) => ({ ...target, observed: anObserved({ at: NINE }) }));
    expect(decide({ ...quiet, targets: read }, timer, evidence, NINE)).toMatchObject({
      answer: 'accepted',
      next: { step: 2, weight: 100 },
    });
  });

  it('ends at the same moment after a pause', () => {
    const paused = decided(waiting, aSignal('pause'), NOW + MINUTE);
    if (paused.answer !== 'accepted') throw new Error('It is paused.');
    const resumed = decided(paused.next, aSignal('resume', { issuedAt: NOW + 2 * MINUTE }), NOW + 2 * MINUTE);
    expect(resumed).toMatchObject({ next: { phase: { status: 'waiting', until: NINE } } });
  });

  it('goes on to the next such time when its moment passed in a pause', () => {
    const paused = decided(waiting, aSignal('pause'), NOW + MINUTE);
    if (paused.answer !== 'accepted') throw new Error('It is paused.');
    const late = NINE + 14 * HOUR;
    const resumed = decided(paused.next, aSignal('resume', { issuedAt: late }), late);
    expect(resumed).toMatchObject({ next: { phase: { status: 'waiting', until: NINE + 24 * HOUR } } });
  });

  it('is cut short by who may promote, in words of its own', () => {
    const alone = { ...waiting, by: { id: 'U0BOB', name: 'bob' } };
    expect(decided(alone, aSignal('skip'), NOW)).toMatchObject({ because: expect.stringContaining('skip this wait') });
  });

  it('is drawn on the card, with its buttons', () => {
    const { text, blocks } = card(waiting);
    expect(text).toContain('waiting at 5%');
    const drawn = JSON.stringify(blocks);
    expect(drawn).toContain('▸  *Wait until 09:00 UTC* · until');
    expect(drawn).toContain('⏰ checkout');
    expect(drawn).toContain('"text":"Skip the wait"');
  });

  it('whose time came says on the card what it waits for', () => {
    const analysis = { sources: [aSource()], split: 'request', shares: [], waitsAt: 1 } as const;
    const drawn = JSON.stringify(card({ ...waiting, analysis }).blocks);
    expect(drawn).toContain('Waiting at 5%: its time came at');
    expect(drawn).toContain('Serin waits until it knows whether the canary is worse');
  });
});
