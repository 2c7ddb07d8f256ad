import { describe, expect, it } from 'vitest';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import type { TargetObservation } from '../../../src/domain/rollout/signal.ts';
import { WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { aRollout, bob, HOUR, MINUTE, NOW } from '../builders.ts';
import { anObservation, aSignal, decideGiven, nextOf, told } from '../signals.ts';

const API = 'lambda-alias checkout-api:live';
const throttled = { code: 'TooManyRequestsException', message: 'Rate exceeded', permanent: false };
const deleted = { code: 'ResourceNotFoundException', message: 'Version 53 does not exist', permanent: true };
const unseen = { weight: null, fault: throttled };
const late = { weight: 25 };
const drifted = { drift: 'it points to version 55', atBaseline: false };

const returning = aRollout({ situation: 'returning' });
const restoring = aRollout({ situation: 'restoring' });
const stuck = aRollout({ situation: 'stuck' });
const settleAt = NOW - MINUTE + WRITER_LIFETIME_MS;

function timer(rollout: Rollout, now: number): Rollout {
  return nextOf(rollout, aSignal('timer'), now);
}

function see(rollout: Rollout, ofTheFirst: Partial<TargetObservation> = {}, now = NOW): Rollout {
  return nextOf(rollout, anObservation(rollout, ofTheFirst), now);
}

describe('on the way back', () => {
  it('every target is seen at 0, then no late writer can be left, then the baseline is restored, then it is over', () => {
    const back = see(returning);
    expect(told(returning, back)).toEqual(['Every target is back at 0%. Verifying for 90 s.']);
    expect(decideGiven(back, aSignal('timer'), settleAt - 1).answer).toBe('ignored');
    const settled = timer(back, settleAt);
    expect(settled).toMatchObject({
      generation: back.generation + 1,
      intendedAt: settleAt,
      weight: 0,
      phase: { status: 'rolling-back', stage: 'restoring' },
    });
    const over = see(settled);
    expect(over).toMatchObject({ weight: 0, agreed: 0, phase: { status: 'rolled-back', at: NOW } });
    expect(told(back, over)).toEqual([
      'Verified: no earlier write can arrive any more. Restoring the baseline.',
      'Rollback verified: every target is as it was before.',
    ]);
  });

  it('keeps to the end why it went back', () => {
    expect(see(restoring).phase).toMatchObject({ reason: { kind: 'alarm', name: 'checkout-5xx' } });
  });

  it('is not settled while a target was not seen back, whatever the time', () => {
    const half = see(returning, unseen);
    const later = timer(half, settleAt + HOUR);
    expect(later.phase).toMatchObject({ stage: 'returning', settleAt: settleAt + HOUR + WRITER_LIFETIME_MS });
  });

  it('is not settled by a target at 0 that answered with a fault', () => {
    expect(told(returning, see(returning, { weight: 0, fault: throttled }))).toEqual([
      `Not back yet: ${API} (Rate exceeded, at 0%). Serin goes on trying.`,
    ]);
  });

  it('waits anew after a late writer was seen, and says nothing of a target that is back still', () => {
    const pushed = see(returning, late);
    expect(pushed.phase).toMatchObject({ stage: 'returning', settleAt: NOW + WRITER_LIFETIME_MS });
    expect(told(returning, pushed)).toEqual([]);
    const back = see(returning);
    expect(decideGiven(back, anObservation(back), NOW).answer).toBe('ignored');
  });

  it('says once that a target is out of reach, then every hour, for how long', () => {
    const said = see(returning, unseen);
    expect(said.phase).toMatchObject({ settleAt });
    expect(told(returning, said)).toEqual([`Not back yet: ${API} (Rate exceeded). Serin goes on trying.`]);
    expect(told(said, see(said, { ...unseen, at: NOW + MINUTE, change: 'C1' }, NOW + MINUTE))).toEqual([]);
    const early = timer(said, NOW + HOUR - 1);
    expect(told(said, early)).toEqual([]);
    const again = timer(early, NOW + HOUR);
    expect(told(said, again)).toEqual([
      `Still not back after 1 h: ${API} (Rate exceeded). Serin goes on trying; resume to leave it as it is and finish.`,
    ]);
    expect(told(again, timer(again, NOW + 2 * HOUR - 1))).toEqual([]);
    expect(told(again, timer(again, NOW + 2 * HOUR))).toEqual([
      `Still not back after 2 h: ${API} (Rate exceeded). Serin goes on trying; resume to leave it as it is and finish.`,
    ]);
  });

  it('says of a target that is up again where it is, and of one that nobody has looked at that it is not seen', () => {
    const mixed = anObservation(returning, unseen);
    const events = { ...mixed.targets[1]!, ...late };
    const said = nextOf(returning, { ...mixed, targets: [mixed.targets[0]!, events] });
    expect(told(returning, said)).toEqual([
      `Not back yet: ${API} (Rate exceeded), lambda-alias checkout-events:live (at 25%). Serin goes on trying.`,
    ]);
    const half = nextOf(returning, { ...mixed, targets: mixed.targets.slice(0, 1) });
    expect(told(returning, half)[0]).toContain('lambda-alias checkout-events:live (not seen yet)');
  });

  it('tells a second outage as one of its own', () => {
    const over = see(see(returning, unseen));
    const restored = timer(over, settleAt + HOUR);
    const up = see(restored, late, settleAt + HOUR);
    expect(told(up, timer(up, settleAt + 2 * HOUR))).toEqual([]);
    const second = see(up, unseen, settleAt + 2 * HOUR);
    expect(told(up, second)).toEqual([expect.stringMatching(/^Not back yet/)]);
  });
});

describe('while the baseline is restored', () => {
  it('the rollout is not over before every target equals its baseline', () => {
    expect(see(restoring, { atBaseline: false }).phase).toEqual(restoring.phase);
  });

  it('a late weight brings everything back once more, under a new generation and as a reversal', () => {
    const again = see(restoring, late);
    expect(again).toMatchObject({
      weight: 0,
      generation: restoring.generation + 1,
      reversals: restoring.reversals + 1,
      intendedAt: NOW,
      phase: { status: 'rolling-back', stage: 'returning', settleAt: NOW + WRITER_LIFETIME_MS },
    });
    expect(told(restoring, again)).toEqual([`${API} had 25% again: brings it back once more.`]);
  });

  it('a foreign change is asked about once and never written over', () => {
    const asked = see(restoring, drifted);
    const question = `Somebody changed ${API} meanwhile: it points to version 55. Put it back and the rollout finishes, or resume to keep it.`;
    expect(asked.phase).toMatchObject({ status: 'rolling-back', stage: 'restoring', question, keep: [] });
    expect(asked.generation).toBe(restoring.generation);
    expect(told(restoring, asked)).toEqual([question]);
    expect(decideGiven(asked, anObservation(asked, drifted), NOW).answer).toBe('ignored');
  });

  it('another foreign change is asked about anew', () => {
    const asked = see(restoring, drifted);
    const another = see(asked, { ...drifted, drift: 'it points to version 56' });
    expect(told(asked, another)).toHaveLength(1);
  });

  it('a question whose cause is gone is closed without a word, although the baseline is not restored yet', () => {
    const asked = see(restoring, drifted);
    const calm = see(asked, { atBaseline: false });
    expect(calm.phase).toMatchObject({ stage: 'restoring', question: null });
    expect(told(asked, calm)).toEqual([]);
  });

  it('a foreign change that was put back ends the rollout', () => {
    const over = see(see(restoring, drifted));
    expect(over.phase.status).toBe('rolled-back');
    expect(over.timeline.at(-1)?.text).toBe('Rollback verified: every target is as it was before.');
  });

  it('a foreign change is kept on the word of a person', () => {
    const asked = see(restoring, drifted);
    const kept = nextOf(asked, aSignal('resume'), NOW + HOUR);
    expect(kept.phase).toMatchObject({ status: 'rolling-back', keep: [expect.any(String)], question: null });
    expect(kept.timeline.at(-1)).toMatchObject({
      by: { person: bob },
      text: 'bob keeps what was changed and finishes.',
    });
    const over = see(kept, drifted);
    expect(over.phase.status).toBe('rolled-back');
    expect(over.timeline.at(-1)?.text).toBe(
      `Nothing is on v54 any more; left as it is: ${API} (0%; it points to version 55). Every other target is as it was before.`,
    );
  });

  it('the word to keep it ends nothing while the canary has traffic or a target cannot be read', () => {
    const kept = nextOf(see(restoring, drifted), aSignal('resume'));
    expect(see(kept, { ...drifted, ...late }).phase).toMatchObject({ stage: 'returning' });
    expect(see(kept, { ...drifted, ...unseen }).phase).toMatchObject({ stage: 'restoring' });
  });

  it('the word to keep it lets go of no target that has traffic again and cannot be brought back', () => {
    const kept = nextOf(see(restoring, drifted), aSignal('resume'));
    const up = see(kept, { ...drifted, ...late });
    expect(see(up, { ...unseen, fault: deleted }).phase).toMatchObject({ status: 'stuck', target: API });
  });

  it('what is kept is not asked about again while another target is out of reach', () => {
    const kept = nextOf(see(restoring, drifted), aSignal('resume'));
    const whole = anObservation(kept, drifted);
    const other = { ...whole.targets[1]!, ...unseen, atBaseline: false };
    const waits = nextOf(kept, { ...whole, targets: [whole.targets[0]!, other] });
    expect(told(kept, waits)).toEqual([expect.stringMatching(/^Not restored yet: lambda-alias checkout-events:live/)]);
    expect(waits.phase).toMatchObject({ question: null });
    const later = nextOf(waits, { ...whole, targets: [whole.targets[0]!, { ...other, change: 'C1' }] });
    expect(told(waits, later)).toEqual([]);
  });

  it('a late weight closes the question, which is asked again when it is time', () => {
    const up = see(see(restoring, drifted), { ...drifted, ...late });
    expect(up.phase).toMatchObject({ stage: 'returning', question: null });
    const back = timer(see(up, { drift: drifted.drift }), NOW + WRITER_LIFETIME_MS);
    expect(see(back, drifted).phase).toMatchObject({ question: expect.stringContaining('it points to version 55') });
  });

  it('a target that cannot be restored for a while is said, then every hour', () => {
    const fault = { ...unseen, atBaseline: false };
    const said = see(restoring, fault);
    expect(told(restoring, said)).toEqual([`Not restored yet: ${API} (Rate exceeded). Serin goes on trying.`]);
    expect(told(said, see(said, { ...fault, change: 'C1' }))).toEqual([]);
    expect(decideGiven(said, aSignal('timer'), NOW + HOUR - 1).answer).toBe('ignored');
    const again = timer(said, NOW + HOUR);
    expect(told(said, again)).toEqual([
      `Still not restored after 1 h: ${API} (Rate exceeded). Serin goes on trying; resume to leave it as it is and finish.`,
    ]);
    expect(again.phase).toMatchObject({ stage: 'restoring', question: expect.stringContaining('Not restored for') });
  });

  describe('a target that answers with a permanent error', () => {
    const dead = { ...unseen, fault: deleted, atBaseline: false };
    const askedAbout = () => see(see(restoring, dead), dead);
    const question = `${API} cannot be restored: Version 53 does not exist. Put it right by hand and the rollout finishes, or resume to leave it as it is.`;

    it('is said, then asked about once', () => {
      const said = see(restoring, dead);
      const asked = see(said, dead);
      expect(told(restoring, said)).toEqual([
        `Not restored yet: ${API} (Version 53 does not exist). Serin goes on trying.`,
      ]);
      expect(told(said, asked)).toEqual([question]);
      expect(asked.phase).toMatchObject({ status: 'rolling-back', stage: 'restoring', question, keep: [] });
      expect(decideGiven(asked, anObservation(asked, dead), NOW).answer).toBe('ignored');
    });

    it('is left as it is on the word of a person, and the rollout ends', () => {
      const kept = nextOf(askedAbout(), aSignal('resume'));
      expect(kept.phase).toMatchObject({ stage: 'restoring', keep: [], left: [API], question: null });
      const over = see(kept, dead);
      expect(over).toMatchObject({ weight: 0, agreed: 0, phase: { status: 'rolled-back' } });
      expect(told(kept, over)).toEqual([
        `Rolled back in part; left as it is: ${API} (share unknown: Version 53 does not exist). Every other target is as it was before.`,
      ]);
    });

    it('ends nothing while another target does not equal its baseline', () => {
      const kept = nextOf(askedAbout(), aSignal('resume'));
      const whole = anObservation(kept, dead);
      const other = { ...whole.targets[1]!, atBaseline: false };
      expect(nextOf(kept, { ...whole, targets: [whole.targets[0]!, other] }).phase).toMatchObject({
        stage: 'restoring',
      });
    });

    it('ends the rollout when it was put right by hand', () => {
      expect(see(askedAbout()).phase.status).toBe('rolled-back');
    });
  });

  it('is said of a target that could not be brought back before, as an outage of its own', () => {
    const over = see(see(returning, unseen));
    const restored = timer(over, settleAt + HOUR);
    const fault = { ...unseen, atBaseline: false };
    expect(told(restored, see(restored, fault))).toEqual([expect.stringMatching(/^Not restored yet/)]);
  });

  it('an outage ends with a late weight; the next one is said as one of its own', () => {
    const said = see(restoring, { ...unseen, atBaseline: false });
    const up = see(said, late);
    expect(told(up, timer(up, NOW + HOUR))).toEqual([]);
    expect(told(up, see(up, unseen))).toEqual([expect.stringMatching(/^Not back yet/)]);
  });

  it('a target that could not be restored for a while is said again when it happens again', () => {
    const fault = { ...unseen, atBaseline: false };
    const calm = see(see(restoring, fault), { atBaseline: false });
    expect(told(calm, see(calm, fault))).toHaveLength(1);
  });
});

describe('stuck', () => {
  const dead = { ...unseen, fault: deleted };

  it('is a rollout whose target answers for ever with an error on the way back, said loudly', () => {
    const next = see(returning, dead);
    expect(next.phase).toEqual({
      status: 'stuck',
      since: NOW,
      reason: { kind: 'alarm', name: 'checkout-5xx', detail: '' },
      target: API,
      fault: deleted,
      tries: 0,
    });
    expect(told(returning, next)).toEqual([
      `STUCK: ${API} cannot be brought back, and its share is not known: Version 53 does not exist. Bring it back by hand (the baseline is in this thread), or resume to leave it as it is; Serin goes on trying for a while.`,
    ]);
  });

  it('tries thirty times while only permanent errors are in the way, then leaves it to a person', () => {
    let rollout = see(stuck, dead);
    for (let tries = 4; tries <= 30; tries++) {
      rollout = timer(rollout, NOW);
      expect(rollout.phase).toMatchObject({ status: 'stuck', tries });
    }
    expect(decideGiven(rollout, aSignal('timer'), NOW)).toMatchObject({ answer: 'ignored' });
    expect(nextOf(rollout, aSignal('rollback')).phase.status).toBe('rolling-back');
    expect(nextOf(rollout, aSignal('resume')).phase.status).toBe('rolling-back');
  });

  it.each([
    { what: 'may come within reach again', other: unseen },
    { what: 'still has traffic on the canary', other: late },
  ])('goes on trying without a limit while another target $what', ({ other }) => {
    const whole = anObservation(stuck, dead);
    let rollout = nextOf(stuck, { ...whole, targets: [whole.targets[0]!, { ...whole.targets[1]!, ...other }] });
    for (let tries = 4; tries <= 40; tries++) rollout = timer(rollout, NOW);
    expect(rollout.phase).toMatchObject({ status: 'stuck', tries: 40 });
  });

  describe('once a person lets go of the target', () => {
    const letGo = () => nextOf(stuck, aSignal('resume'));

    it('goes on without it, and no longer waits for anybody', () => {
      const freed = letGo();
      expect(freed.phase).toEqual({
        status: 'rolling-back',
        since: NOW,
        reason: { kind: 'alarm', name: 'checkout-5xx', detail: '' },
        stage: 'returning',
        settleAt: NOW + WRITER_LIFETIME_MS,
        question: null,
        keep: [],
        left: [API],
        unreachableSince: null,
        toldAt: null,
      });
      expect(told(stuck, freed)).toEqual([`bob leaves ${API} as it is and finishes.`]);
      expect(freed.timeline.at(-1)?.by).toEqual({ kind: 'person', person: bob });
    });

    it('restores the others after the last writer is gone, then is over', () => {
      const freed = letGo();
      const back = see(freed, dead);
      expect(told(freed, back)).toEqual([
        `Every other target is back at 0%; left as it is: ${API} (share unknown: Version 53 does not exist). Verifying for 90 s.`,
      ]);
      const settled = timer(back, NOW + WRITER_LIFETIME_MS);
      expect(settled.phase).toMatchObject({ stage: 'restoring' });
      const whole = anObservation(settled, { ...dead, atBaseline: false });
      const other = { ...whole.targets[1]!, atBaseline: false };
      const half = nextOf(settled, { ...whole, targets: [whole.targets[0]!, other] });
      expect(half.phase).toMatchObject({ status: 'rolling-back', stage: 'restoring', question: null });
      expect(nextOf(half, whole)).toMatchObject({ weight: 0, agreed: 0, phase: { status: 'rolled-back' } });
    });

    it('waits for another target that may come within reach again', () => {
      const freed = letGo();
      const whole = anObservation(freed, dead);
      const waits = nextOf(freed, { ...whole, targets: [whole.targets[0]!, { ...whole.targets[1]!, ...unseen }] });
      const later = NOW + 2 * WRITER_LIFETIME_MS;
      expect(timer(waits, later).phase).toMatchObject({ stage: 'returning', settleAt: later + WRITER_LIFETIME_MS });
    });

    it('ends with what it has when it answers again, and without a word of it when somebody put it right', () => {
      const settled = timer(see(letGo()), NOW + WRITER_LIFETIME_MS);
      expect(see(settled, { weight: 5, atBaseline: false }).phase).toMatchObject({
        status: 'rolled-back',
        left: [API],
      });
      expect(see(settled).phase).not.toHaveProperty('left');
      expect(see(settled).phase.status).toBe('rolled-back');
    });

    it('tries again from the beginning for who does not let go', () => {
      expect(nextOf(stuck, aSignal('rollback')).phase).toMatchObject({ stage: 'returning', keep: [] });
    });
  });

  it('goes on when every target was seen back, and settles before it restores', () => {
    const back = see(stuck);
    expect(back.phase).toMatchObject({
      status: 'rolling-back',
      stage: 'returning',
      settleAt: NOW + WRITER_LIFETIME_MS,
      reason: { kind: 'alarm', name: 'checkout-5xx' },
    });
    expect(told(stuck, back)).toEqual(['Every target is back at 0%. Verifying for 90 s.']);
  });

  it('stays stuck while one target is not back', () => {
    expect(see(stuck, unseen).phase).toEqual(stuck.phase);
  });
});
