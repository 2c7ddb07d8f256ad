import { describe, expect, it } from 'vitest';
import { rolloutFacts } from '../../../src/domain/rollout/facts.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import { describeStanding, largestCanaryShare, outcomeWords } from '../../../src/domain/rollout/share.ts';
import type { TargetObservation } from '../../../src/domain/rollout/signal.ts';
import { UNDONE_TIMES, WRITER_LIFETIME_MS } from '../../../src/domain/timing.ts';
import { aRollout, MINUTE, NOW, type Situation } from '../builders.ts';
import { anObservation, aSignal, decideGiven, nextOf, told } from '../signals.ts';

const API = 'lambda-alias checkout-api:live';
const EVENTS = 'lambda-alias checkout-events:live';
const deleted = { code: 'ResourceNotFoundException', message: 'Version 53 does not exist', permanent: true };
const up = { weight: 100, promoted: true, atBaseline: false };

/** What both targets show, the first and the second. */
function see(rollout: Rollout, one: Partial<TargetObservation>, other: Partial<TargetObservation> = {}, now = NOW) {
  const whole = anObservation(rollout);
  const targets = whole.targets.map((target, i) => ({ ...target, at: now, ...(i === 0 ? one : other) }));
  return nextOf(rollout, { ...whole, targets }, now);
}

/** A rollback that is stuck at both targets, each of them left as it is by a person, up to its last check. */
function bothLeft(one: Partial<TargetObservation>, other: Partial<TargetObservation>): Rollout {
  let rollout = aRollout({ situation: 'returning' });
  for (let n = 0; n < 2; n++) {
    rollout = see(rollout, { ...one, fault: deleted }, { ...other, fault: deleted });
    rollout = nextOf(rollout, aSignal('resume', { issuedAt: NOW + MINUTE }));
  }
  // Where nothing can be read, the look after the second answer says nothing new.
  const looked = one.fault ? rollout : see(rollout, one, other);
  return nextOf(looked, aSignal('timer'), NOW + WRITER_LIFETIME_MS);
}

describe('the end of a way back that brought nothing back', () => {
  it('counts as completed where everybody is on the canary still, without a window, and is not called a rollback', () => {
    const checked = bothLeft(up, up);
    const over = see(checked, up, up);
    expect(over).toMatchObject({ weight: 100, agreed: 100, leaving: null, phase: { status: 'completed', at: NOW } });
    expect(over.phase).not.toHaveProperty('windowUntil');
    expect(describeStanding(over)).toBe('completed at 100%');
    expect(over.timeline.at(-1)?.text).toBe(
      `Not rolled back: all users are still on v54, in every target (${API}, ${EVENTS}). It counts as completed.`,
    );
    expect(decideGiven(over, aSignal('rollback', { issuedAt: NOW + MINUTE }), NOW)).toMatchObject({ code: 'finished' });
  });

  it('says of environments which side users have', () => {
    const checked = { ...bothLeft(up, up), environments: { stable: 'a', canary: 'b' } as const };
    expect(see(checked, up, up).timeline.at(-1)?.text).toContain('Users are on environment b.');
  });

  it('is an end with a list of what was left, in the middle of a rollout, and not called rolled back either', () => {
    const half = { weight: 25, atBaseline: false };
    const over = see(bothLeft(half, half), half, half);
    expect(over.phase).toMatchObject({ status: 'rolled-back', left: [API, EVENTS] });
    expect(over.timeline.at(-1)?.text).toBe(`Not rolled back; left as it is: ${API} (25%), ${EVENTS} (25%).`);
    expect([outcomeWords(over), describeStanding(over)]).toEqual(['not rolled back', 'not rolled back at 25%']);
    expect(rolloutFacts(over, NOW)).toMatchObject({
      weight: 0,
      standing: 'not rolled back at 25%',
      left: [API, EVENTS],
    });
  });

  it('says that a share is unknown where nothing could be read', () => {
    const unread = { weight: null, fault: deleted, atBaseline: false };
    const over = see(bothLeft(unread, unread), unread, unread);
    expect(describeStanding(over)).toBe('not rolled back, share unknown');
  });

  it('is rolled back in part where one target is back', () => {
    const stuck = see(aRollout({ situation: 'returning' }), { ...up, fault: deleted });
    const left = nextOf(stuck, aSignal('resume', { issuedAt: NOW + MINUTE }));
    const over = see(nextOf(see(left, up), aSignal('timer'), NOW + WRITER_LIFETIME_MS), up);
    expect(over.phase).toMatchObject({ status: 'rolled-back', left: [API] });
    expect(outcomeWords(over)).toBe('rolled back in part');
    expect(over.timeline.at(-1)?.text).toBe(
      `Rolled back in part; left as it is: ${API} (100%). Every other target is as it was before.`,
    );
  });
});

describe('what is said of shares on the way back', () => {
  it('is what was read, and unknown until it was', () => {
    const returning = aRollout({ situation: 'returning' });
    expect([largestCanaryShare(returning), describeStanding(returning)]).toEqual([null, 'rolling back, share unknown']);
    const seen = see(returning, { weight: 25 });
    expect(describeStanding(seen)).toBe('rolling back at 0% to 25%');
    expect(describeStanding(see(seen, {}))).toBe('rolling back at 0%');
  });

  it('has the cohorts that were read', () => {
    const open = see(aRollout({ situation: 'returning', cohorts: [] }), { cohorts: ['staff'] });
    expect(describeStanding(open)).toBe('rolling back at 0%, and open to staff');
  });

  it('is what is intended while it goes forward', () => {
    expect(describeStanding(aRollout({ situation: 'baking', weight: 5 }))).toBe('baking at 5%');
  });

  it('names a version that is neither stable nor the canary, and does not call its target back', () => {
    const returning = aRollout({ situation: 'returning' });
    const back = see(returning, { drift: 'it points to version 7, it was 53' });
    expect(told(returning, back)).toEqual([
      `No target has anything on v54 any more. Somebody changed what users have instead: ${API} (0%; it points to version 7, it was 53). Verifying for 90 s.`,
    ]);
  });

  it('says what a stuck target has', () => {
    const stuck = see(aRollout({ situation: 'returning' }), { weight: 100, fault: deleted });
    expect(stuck.timeline.at(-1)?.text).toContain(`STUCK: ${API} cannot be brought back, and it has 100%: Version 53`);
    expect(describeStanding(stuck)).toBe('stuck at 0% to 100%');
  });

  it('says what it goes back from as it was read, where that is not what was intended', () => {
    const rollout = aRollout({ situation: 'shifting' });
    expect(nextOf(rollout, aSignal('rollback')).timeline.at(-1)?.text).toContain(
      'Rolls back from 25% as intended (last read: 5%)',
    );
  });
});

describe('a rollback that somebody undoes each minute', () => {
  const again = (rollout: Rollout, n: number) =>
    see(see(rollout, { weight: 25 }, {}, NOW + n * MINUTE), {}, {}, NOW + n * MINUTE);

  it('is told once after a few times, and a person leaves the target as it is', () => {
    let rollout = see(aRollout({ situation: 'returning' }), {});
    for (let n = 1; n < UNDONE_TIMES; n++) rollout = again(rollout, n);
    expect(rollout.phase).toMatchObject({ question: null, undone: { target: API, times: UNDONE_TIMES - 1 } });
    const asked = again(rollout, UNDONE_TIMES);
    expect(told(rollout, asked)).toEqual([
      expect.stringContaining(`Something outside Serin moves ${API} onto the canary`),
    ]);
    const later = again(again(asked, 8), 9);
    expect(told(asked, later)).toEqual([]);
    const left = nextOf(later, aSignal('resume', { issuedAt: NOW + 9 * MINUTE }), NOW + 9 * MINUTE);
    expect(left.phase).toMatchObject({ left: [API], question: null });
    expect(left.timeline.at(-1)?.text).toBe(`bob leaves ${API} as it is and finishes.`);
  });
});

describe('while a rollback is stuck or asks', () => {
  const stuck = see(aRollout({ situation: 'returning' }), { weight: 100, fault: deleted });
  const out = /by hand.*\/canary resume checkout/;

  it.each([
    ['a start', aSignal('start')],
    ['a pause', aSignal('pause')],
    ['a promotion', aSignal('promote', { issuedAt: NOW + MINUTE })],
  ])('%s is answered with the way out that works', (_what, signal) => {
    const decision = decideGiven(stuck, signal, NOW);
    expect(decision).toMatchObject({ answer: 'refused', because: expect.stringMatching(out) });
    expect(JSON.stringify(decision)).toContain(`${API} (100%`);
  });

  it('a rollback tries again, and says the way out', () => {
    const decision = decideGiven(stuck, aSignal('rollback'), NOW);
    expect(decision).toMatchObject({ answer: 'accepted', say: expect.stringMatching(out) });
  });

  it.each<[Situation, string]>([
    ['baking', 'Wait until it ends, or roll back.'],
    ['asking', 'resume to keep it.'],
  ])('a start during %s is answered with where it stands', (situation, says) => {
    const because = expect.stringContaining(says);
    expect(decideGiven(aRollout({ situation }), aSignal('start'), NOW)).toMatchObject({ code: 'running', because });
  });
});
