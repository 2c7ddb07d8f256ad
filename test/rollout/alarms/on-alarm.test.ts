import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { AlarmEvidence } from '../../../src/domain/rollout/signal.ts';
import type { OnAlarm } from '../../../src/domain/service.ts';
import { CLOCK_SKEW_MS } from '../../../src/domain/timing.ts';
import { isNews } from '../../../src/rollout/alarms/alarms.ts';
import {
  aBreach,
  anAlarmState,
  aReading,
  aRollout,
  aService,
  HOUR,
  MINUTE,
  NOW,
  readings,
  type Situation,
  theDetails,
} from '../builders.ts';
import { aSignal, decideGiven, nextOf, told } from '../signals.ts';

const FIRES = readings({ value: 'ALARM', since: NOW, details: theDetails() });
const GONE = readings({ value: 'MISSING', since: 0 });
const known = { value: 'ALARM', since: NOW - 2 * MINUTE } as const;

function onAlarm(what: OnAlarm, over: Parameters<typeof aRollout>[0] = {}): Rollout {
  return aRollout({ config: aService({ onAlarm: what }), ...over });
}

function knowing(state: Parameters<typeof anAlarmState>[0], what: OnAlarm = 'rollback'): Rollout {
  return onAlarm(what, { alarms: { 'checkout-5xx': anAlarmState(state), 'checkout-p99': anAlarmState() } });
}

function alarm(over: Parameters<typeof aBreach>[0] = {}) {
  return aSignal('alarm', { change: aBreach(over) });
}

function timer(alarms: AlarmEvidence = readings()) {
  return aSignal('timer', { alarms });
}

const watched = ['shifting', 'baking', 'awaiting-approval', 'paused', 'holding', 'promoting'] as const;

describe.each(watched)('while a rollout is %s', (situation) => {
  it('an alarm rolls back', () => {
    const rollout = aRollout({ situation });
    expect(nextOf(rollout, alarm())).toMatchObject({
      weight: 0,
      generation: rollout.generation + 1,
      alarms: { 'checkout-5xx': { value: 'ALARM', since: NOW } },
      phase: { status: 'rolling-back', reason: { kind: 'alarm', name: 'checkout-5xx' } },
    });
  });

  it('an alarm that is found firing by looking rolls back', () => {
    const next = nextOf(aRollout({ situation }), timer(FIRES));
    expect(next).toMatchObject({ weight: 0, phase: { status: 'rolling-back', reason: { detail: '7, limit 5' } } });
  });

  it('the timer asks for the alarms', () => {
    const { alarms: _none, ...unread } = timer();
    expect(decideGiven(aRollout({ situation }), unread, NOW).answer).toBe('needs-alarms');
  });

  it('an alarm does not raise the weight when it is to hold', () => {
    const next = nextOf(onAlarm('hold', { situation }), alarm());
    expect(next.phase.status).toBe('holding');
    expect(next.weight).toBe(situation === 'shifting' ? 5 : aRollout({ situation }).weight);
  });
});

it.each(watched.filter((situation) => situation !== 'shifting'))(
  'an alarm that is to ask changes neither weight nor status while a rollout is %s',
  (situation) => {
    const rollout = onAlarm('ask', { situation });
    const next = nextOf(rollout, alarm());
    expect(next).toMatchObject({ weight: rollout.weight, generation: rollout.generation, phase: rollout.phase });
    expect(told(rollout, next)).toEqual([
      'The alarm checkout-5xx is firing. Roll back? The weight is not raised until the alarm is OK or somebody answers for it.',
    ]);
  },
);

it('an alarm that is to ask says behind the point of no return that going back is no answer', () => {
  const rollout = onAlarm('ask', { situation: 'draining', noReturnAt: NOW });
  expect(told(rollout, nextOf(rollout, alarm()))).toEqual([
    'The alarm checkout-5xx fires. It is past the point of no return: deploy a fix, then resume. The plan does not continue while the alarm is firing.',
  ]);
});

describe('an alarm', () => {
  it('says in the timeline why it rolled back, as itself', () => {
    const rollout = aRollout();
    const next = nextOf(rollout, alarm({ reason: '7 > 5' }));
    expect(told(rollout, next)).toEqual(['Rolls back from 5%, because checkout-5xx fired (7, limit 5).']);
    expect(next.timeline.at(-1)?.by).toEqual({ kind: 'alarm', name: 'checkout-5xx' });
  });

  it("keeps CloudWatch's own words out of the record", () => {
    const next = nextOf(aRollout(), alarm({ reason: 'Threshold Crossed', observedValue: null }));
    expect(next.phase).toMatchObject({ reason: { detail: '' } });
    expect(JSON.stringify(next)).not.toContain('Threshold Crossed');
  });

  it('on the way back is noted and changes nothing else', () => {
    const rollout = aRollout({ situation: 'restoring' });
    const next = nextOf(rollout, alarm({ name: 'checkout-p99' }));
    expect(next).toMatchObject({ generation: rollout.generation, phase: rollout.phase });
    expect(told(rollout, next)).toEqual(['The alarm checkout-p99 fires too: 7, limit 5.']);
  });

  it('during a hold is noted and keeps why it holds', () => {
    const rollout = onAlarm('hold', { situation: 'holding' });
    const next = nextOf(rollout, alarm());
    expect(next.phase).toEqual(rollout.phase);
    expect(told(rollout, next)).toEqual(['The alarm checkout-5xx is firing too; still holding.']);
  });

  it('that is to hold in the middle of a shift lowers to what was agreed', () => {
    const rollout = onAlarm('hold', { situation: 'shifting' });
    expect(nextOf(rollout, alarm())).toMatchObject({
      weight: 5,
      reversals: 1,
      phase: { why: { kind: 'alarm', name: 'checkout-5xx' }, activity: { status: 'shifting', wanted: 25 } },
    });
  });

  it('that is to ask holds in the middle of a shift, and lowers to what was agreed', () => {
    const rollout = onAlarm('ask', { situation: 'shifting' });
    const next = nextOf(rollout, alarm());
    expect(next).toMatchObject({
      weight: 5,
      generation: 4,
      reversals: 1,
      phase: {
        status: 'holding',
        why: { kind: 'alarm', name: 'checkout-5xx' },
        activity: { status: 'shifting', wanted: 25 },
      },
    });
    expect(told(rollout, next)).toEqual(['The alarm checkout-5xx is firing. Serin holds and asks.']);
  });

  it('that is to ask holds over a pause in the middle of a shift too, at the same weight', () => {
    const paused = nextOf(onAlarm('ask', { situation: 'shifting' }), aSignal('pause'));
    expect(nextOf(paused, alarm())).toMatchObject({
      weight: 5,
      generation: paused.generation,
      phase: { status: 'holding', activity: { status: 'shifting', wanted: 25 } },
    });
  });

  it('whose event is older than the state that is known is ignored', () => {
    const late = alarm({ since: NOW - HOUR - 1_001 });
    expect(decideGiven(aRollout(), late, NOW)).toEqual({
      answer: 'ignored',
      because: 'It is older than the known state.',
    });
    expect(nextOf(aRollout(), alarm({ since: NOW - HOUR - 1_000 })).weight).toBe(0);
  });

  it('acts once for one firing, by event and by looking', () => {
    const asked = nextOf(onAlarm('ask'), alarm({ since: NOW }));
    expect(decideGiven(asked, alarm({ since: NOW + 1_000 }), NOW).answer).toBe('ignored');
    expect(decideGiven(asked, timer(readings({ value: 'ALARM', since: NOW + 1_000 })), NOW).answer).toBe('ignored');
  });

  it.each([
    { what: 'is older than the event', since: NOW - 500, value: 'ALARM' },
    { what: 'is older than the event', since: NOW + 1_000, value: 'ALARM' },
    { what: 'counts where CloudWatch itself says later', since: NOW + 1_001, value: 'OK' },
  ])('that was looked at before its event came $what ($since)', ({ since, value }) => {
    const asked = nextOf(onAlarm('ask'), alarm({ since: NOW }));
    const seen = timer(readings({ since, readAt: NOW - 5_000 }));
    const decision = decideGiven(asked, seen, NOW);
    const after = decision.answer === 'accepted' ? decision.next : asked;
    expect(after.alarms['checkout-5xx']).toMatchObject({ value });
  });

  it('acts again when it fires anew, also when nothing was heard of the quiet between', () => {
    const asked = nextOf(onAlarm('ask'), alarm({ since: NOW }));
    const again = nextOf(asked, alarm({ since: NOW + MINUTE }), NOW + MINUTE);
    expect(told(asked, again)).toHaveLength(1);
    expect(again.alarms['checkout-5xx']?.since).toBe(NOW + MINUTE);
  });

  it('acts whether its actions are muted, suppressed, or not, and once', () => {
    const muted = nextOf(onAlarm('ask'), alarm({ suppressed: true, suppressedBy: 'muted by the mute rule night' }));
    expect(muted.alarms['checkout-5xx']).toMatchObject({ value: 'ALARM', suppressed: true, unanswered: true });
    const looked = nextOf(muted, timer(readings({ value: 'ALARM', since: NOW })));
    expect([told(muted, looked), looked.phase]).toEqual([[], muted.phase]);
    expect(nextOf(aRollout(), alarm({ suppressed: true })).phase.status).toBe('rolling-back');
    const found = timer(readings({ value: 'ALARM', since: NOW, suppressed: true }));
    expect(nextOf(aRollout(), found).phase.status).toBe('rolling-back');
  });

  describe('that was read', () => {
    const since = NOW - 2 * MINUTE;
    /** CloudWatch tells when the value changed; the event told when its suppression began, which was later. */
    const firing = readings({ value: 'ALARM', since: since - HOUR, readAt: NOW });

    it('stands in the way of a rise as long as it fires', () => {
      const fires = knowing({ value: 'ALARM', since }, 'hold');
      expect(decideGiven(fires, aSignal('skip', { alarms: firing }), NOW)).toMatchObject({ code: 'alarm-firing' });
    });

    it('does not act again because the look gives an earlier time than the event', () => {
      expect(decideGiven(knowing({ value: 'ALARM', since }, 'ask'), timer(firing), NOW).answer).toBe('ignored');
    });

    it('is quiet when it was quiet at the look, not when an event from after the look says otherwise', () => {
      const fires = knowing({ value: 'ALARM', since }, 'ask');
      const calm = (readAt: number) => timer(readings({ since: since - HOUR, readAt }));
      expect(nextOf(fires, calm(since + CLOCK_SKEW_MS)).alarms['checkout-5xx']?.value).toBe('OK');
      expect(decideGiven(fires, calm(since + CLOCK_SKEW_MS - 1), NOW).answer).toBe('ignored');
    });

    describe('and is a health signal, whose sender says a value', () => {
      type Reading = Parameters<typeof readings>[0];
      const says = (metric: string, link = '', other: Reading = {}) => {
        const details = theDetails({ kind: 'signal', metric, ...(link !== '' && { link }) });
        return timer(readings({ details, ...other }));
      };
      const firing: Reading = { value: 'ALARM', since: NOW };
      const quiet = onAlarm('ask');
      const saidIn = (rollout: Rollout) => rollout.alarms['checkout-5xx']?.said;

      it('is not kept anew for another value while it is OK, so that a value that changes does not draw the card each minute', () => {
        const known = knowing({ value: 'OK', since: NOW - HOUR, said: { value: '80 ms' } }, 'ask');
        for (const look of [says('90 ms'), says('80 ms', 'https://grafana.example.com/d/1'), says('')])
          expect(decideGiven(known, look, NOW).answer).toBe('ignored');
        expect(decideGiven(aRollout(), says('80 ms'), NOW).answer).toBe('ignored');
      });

      it('takes the newest value along where its state is kept anew', () => {
        const known = knowing({ value: 'OK', since: NOW - HOUR, said: { value: '80 ms' } }, 'ask');
        expect(saidIn(nextOf(known, says('90 ms', '', { suppressed: true })))).toEqual({ value: '90 ms' });
        expect(nextOf(known, says('', '', { suppressed: true })).alarms['checkout-5xx']).not.toHaveProperty('said');
      });

      it('is kept with another value while it fires, and with no link that a card has no room for', () => {
        const first = nextOf(quiet, says('7%', 'https://grafana.example.com/d/1', firing));
        expect(saidIn(first)).toEqual({ value: '7%', link: 'https://grafana.example.com/d/1' });
        const second = nextOf(first, says('9%', `https://grafana.example.com/${'x'.repeat(200)}`, firing));
        expect(saidIn(second)).toEqual({ value: '9%' });
        const alarm = nextOf(first, timer(readings({ details: theDetails(), ...firing })));
        expect(alarm.alarms['checkout-5xx']).not.toHaveProperty('said');
      });
    });

    it('acts when it began after what is known, however slow the clock of whoever looked', () => {
      const calm = knowing({ value: 'OK', since });
      const later = { value: 'ALARM', since: since + 1_001 } as const;
      expect(nextOf(calm, timer(readings({ ...later, readAt: since - 12_000 }))).phase.status).toBe('rolling-back');
    });
  });

  it('that ends is noted, and its end is known', () => {
    const rollout = knowing(known, 'ask');
    const next = nextOf(rollout, alarm({ value: 'OK', previous: 'ALARM' }));
    expect(told(rollout, next)).toEqual(['The alarm checkout-5xx is quiet again.']);
    expect(next).toMatchObject({ phase: rollout.phase, alarms: { 'checkout-5xx': { value: 'OK', since: NOW } } });
  });

  it('that was quiet and is quiet is ignored', () => {
    expect(decideGiven(aRollout(), alarm({ value: 'OK' }), NOW)).toEqual({
      answer: 'ignored',
      because: 'Nothing new.',
    });
  });

  it('of a name that was not known acts', () => {
    expect(nextOf(aRollout(), alarm({ name: 'checkout-new' })).weight).toBe(0);
  });

  it('that was read without its time acts all the same', () => {
    expect(nextOf(aRollout(), timer(readings({ value: 'ALARM', since: 0 }))).weight).toBe(0);
  });
});

describe('an alarm that fired before a forced start', () => {
  const excused = { ...known, excused: true };

  it('does not act for that firing', () => {
    const answer = decideGiven(knowing(excused), alarm({ since: known.since }), NOW);
    expect(answer).toMatchObject({ answer: 'ignored', because: expect.stringContaining('before the start') });
    expect(decideGiven(knowing(excused), timer(readings(known)), NOW).answer).toBe('ignored');
  });

  it('lets the plan go on by its steps', () => {
    const rollout = { ...knowing(excused), step: 4 };
    expect(nextOf(rollout, timer(readings(known)), NOW + HOUR)).toMatchObject({ step: 5, weight: 100 });
  });

  it.each([
    ['approve', 'awaiting-approval', { step: 3, weight: 25 }],
    ['resume', 'paused', { phase: { status: 'baking' } }],
  ] as const)('does not stand in the way of who may %s', (kind, situation, leadsTo) => {
    const rollout = { ...aRollout({ situation }), alarms: knowing(excused).alarms };
    expect(nextOf(rollout, aSignal(kind, { alarms: readings(known) }))).toMatchObject(leadsTo);
  });

  it.each(['skip', 'promote'] as const)('does not let anybody %s until it is quiet', (kind) => {
    const rollout = knowing(excused);
    expect(decideGiven(rollout, aSignal(kind, { alarms: readings(known) }), NOW)).toMatchObject({
      answer: 'refused',
      code: 'alarm-firing',
      because: expect.stringContaining('since before the start'),
    });
    const calm = readings({ since: NOW - MINUTE });
    expect(decideGiven(rollout, aSignal(kind, { alarms: calm }), NOW).answer).toBe('accepted');
  });

  it('guards again after it was quiet for a moment, although that began within the same second', () => {
    const quiet = nextOf(knowing(excused), timer(readings({ since: excused.since + 500 })));
    expect(quiet.alarms['checkout-5xx']).toEqual(anAlarmState({ since: excused.since + 500 }));
  });

  it('guards again after it was quiet', () => {
    const quiet = nextOf(knowing(excused), timer(readings({ since: NOW - MINUTE })));
    expect(quiet.alarms['checkout-5xx']).toMatchObject({ value: 'OK', excused: false });
    expect(nextOf(quiet, alarm()).weight).toBe(0);
  });

  it('acts when it fires anew without an end that was seen', () => {
    expect(nextOf(knowing(excused), alarm()).weight).toBe(0);
  });
});

describe('a timer', () => {
  it('of another rollout is ignored', () => {
    expect(decideGiven(aRollout(), aSignal('timer', { rollout: 'checkout-0' }), NOW + HOUR).answer).toBe('ignored');
  });

  it.each<Situation>(['completed', 'returnable', 'rolled-back'])(
    'after the end (%s) reads no alarms, and an alarm that fires is nothing to it',
    (situation) => {
      const over = aRollout({ situation });
      const { alarms: _none, ...unread } = timer();
      for (const signal of [unread, timer(FIRES)]) {
        expect(decideGiven(over, signal, NOW)).toEqual({ answer: 'ignored', because: 'The rollout is over.' });
      }
    },
  );

  it('ends a bake at its time, not before', () => {
    const until = NOW + 6 * MINUTE;
    expect(decideGiven(aRollout(), timer(), until - 1).answer).toBe('ignored');
    expect(nextOf(aRollout(), timer(), until)).toMatchObject({ step: 2, phase: { status: 'awaiting-approval' } });
  });

  it('ends a bake without alarms where the service has none', () => {
    const rollout = aRollout({ config: aService({ alarms: [] }), alarms: {} });
    const { alarms: _none, ...unread } = timer();
    expect(nextOf(rollout, unread, NOW + HOUR).step).toBe(2);
  });

  it('closes a gate in which nobody approved, and holds', () => {
    const gate = aRollout({ situation: 'awaiting-approval' });
    const end = NOW - 10 * MINUTE + 4 * HOUR;
    expect(decideGiven(gate, timer(), end - 1).answer).toBe('ignored');
    expect(nextOf(gate, timer(), end).phase).toEqual({
      status: 'holding',
      since: end,
      why: { kind: 'gate-expired' },
      activity: { status: 'awaiting-approval' },
    });
  });

  it('learns that an alarm is quiet again', () => {
    const rollout = knowing(known, 'ask');
    const next = nextOf(rollout, timer(readings({ since: NOW - MINUTE })));
    expect(told(rollout, next)).toEqual(['The alarm checkout-5xx is quiet again.']);
    expect(next.phase).toEqual(rollout.phase);
  });

  it('holds at the end of a bake while an alarm fires that asks', () => {
    const rollout = knowing(known, 'ask');
    const next = nextOf(rollout, timer(readings(known)), NOW + HOUR);
    expect(next).toMatchObject({ step: 1, weight: 5, phase: { why: { kind: 'alarm', name: 'checkout-5xx' } } });
  });

  it.each<Situation>(['shifting', 'baking', 'awaiting-approval', 'paused', 'promoting'])(
    'holds when an alarm was deleted while %s',
    (situation) => {
      const next = nextOf(aRollout({ situation }), timer(GONE));
      expect(next.phase).toMatchObject({
        status: 'holding',
        why: { kind: 'alarm-unclear', alarms: [{ name: 'checkout-5xx', is: 'gone' }] },
      });
    },
  );

  it('says what it holds for', () => {
    const rollout = knowing(known, 'ask');
    const late = NOW + HOUR;
    expect(told(rollout, nextOf(rollout, timer(readings(known)), late))).toEqual([
      'The alarm checkout-5xx is firing. Serin holds and asks.',
    ]);
    expect(told(rollout, nextOf(rollout, timer(GONE), late))).toEqual([
      'The alarm checkout-5xx does not exist any more. Serin holds and asks. /canary resume checkout goes on without the alarm checkout-5xx.',
    ]);
    expect(told(rollout, nextOf(rollout, timer('unreadable'), late))).toEqual([
      'The alarms could not be read for 5 min. Serin holds and asks.',
    ]);
  });

  it('tells once of an alarm that was deleted while it holds for something else', () => {
    const rollout = aRollout({ situation: 'holding' });
    const next = nextOf(rollout, timer(GONE));
    expect(told(rollout, next)).toEqual([expect.stringContaining('checkout-5xx does not exist any more')]);
    expect(next.phase).toEqual(rollout.phase);
    expect(decideGiven(next, timer(GONE), NOW).answer).toBe('ignored');
  });

  it('waits five minutes for alarms that cannot be read at the end of a bake, then holds', () => {
    const until = NOW + 6 * MINUTE;
    const end = until + 5 * MINUTE;
    expect(decideGiven(aRollout(), timer('unreadable'), end - 1).answer).toBe('ignored');
    expect(nextOf(aRollout(), timer('unreadable'), end)).toMatchObject({
      step: 1,
      weight: 5,
      phase: { status: 'holding', why: { kind: 'alarms-unreadable' } },
    });
  });

  it('goes on after alarms could not be read for a while', () => {
    expect(nextOf(aRollout(), timer(), NOW + 12 * MINUTE)).toMatchObject({ step: 2 });
  });

  it('does not mind unreadable alarms while nothing is due', () => {
    expect(decideGiven(aRollout(), timer('unreadable'), NOW).answer).toBe('ignored');
  });
});

describe('a breach', () => {
  const { readAt: _now, ...firing } = aReading({ value: 'ALARM', since: NOW });

  it('is news when no rollout ever ran', () => {
    expect(isNews(null, firing)).toBe(true);
  });

  it('is news of an alarm that nothing is known of', () => {
    expect(isNews(aRollout({ alarms: {} }), firing)).toBe(true);
  });

  it('is no news when it is the end of one', () => {
    expect(isNews(null, aReading())).toBe(false);
  });

  it.each([
    { what: 'the alarm was quiet', state: {}, news: true },
    { what: 'this firing is known', state: { value: 'ALARM', since: NOW - 900 }, news: false },
    { what: 'an earlier firing is known', state: { value: 'ALARM', since: NOW - MINUTE }, news: true },
    { what: 'its actions were suppressed', state: { value: 'ALARM', since: NOW, suppressed: true }, news: false },
    { what: 'a later quiet is known', state: { since: NOW + MINUTE }, news: false },
    { what: 'the alarm did not exist', state: { value: 'MISSING', since: NOW + MINUTE }, news: true },
  ] as const)('is news: $news, when $what', ({ state, news }) => {
    expect(isNews(knowing(state), firing)).toBe(news);
  });
});
