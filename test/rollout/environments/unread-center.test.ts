import { describe, expect, it } from 'vitest';
import type { Phase, Rollout } from '../../../src/domain/rollout/record.ts';
import { aRollout, aService, MINUTE, NOW } from '../builders.ts';
import { anObservation, aSignal, decided, decideGiven, nextOf, told } from '../signals.ts';

const away = aSignal('center-read', { unread: 'AccessDeniedException: no.' });
const there = aSignal('center-read', { unread: null });

/** The rollout after failing reads of the control center, so many minutes after now. */
function unreadAt(first: Rollout, ...minutes: readonly number[]): Rollout {
  return minutes.reduce((known, minute) => {
    const decision = decideGiven(known, away, NOW + minute * MINUTE);
    return decision.answer === 'accepted' ? decision.next : known;
  }, first);
}

const holding = (why: Extract<Phase, { status: 'holding' }>['why']): Phase => ({
  status: 'holding',
  since: NOW - MINUTE,
  why,
  activity: { status: 'baking', remaining: MINUTE },
});

describe('a control center that cannot be read', () => {
  it('is told to nobody at the first look and kept with its moment', () => {
    const unread = unreadAt(aRollout(), 0);
    expect(told(aRollout(), unread)).toEqual([]);
    expect(unread.centerUnread).toEqual({ since: NOW, why: 'AccessDeniedException: no.' });
    expect(decideGiven(unread, away, NOW + MINUTE).answer).toBe('ignored');
  });

  it('holds after three minutes, at the same share, and is told once', () => {
    expect(unreadAt(aRollout(), 0, 1, 2).phase.status).toBe('baking');
    const held = unreadAt(aRollout(), 0, 1, 2, 3);
    expect(held).toMatchObject({ weight: 5, phase: { status: 'holding', why: { kind: 'center-unread' } } });
    expect(told(aRollout(), held)).toEqual([
      'The control center could not be read for 3 min, so a change to it would not be noticed: AccessDeniedException: no. Serin holds. Fix that, then resume, or roll back. Who resumes before goes on without that watch; a share that cannot be written there holds again.',
    ]);
    expect(decideGiven(held, away, NOW + 9 * MINUTE).answer).toBe('ignored');
  });

  it('that is read again before that is told to nobody, and the next failure counts anew', () => {
    const unread = unreadAt(aRollout(), 0);
    const again = nextOf(unread, there, NOW + MINUTE);
    expect(told(unread, again)).toEqual([]);
    expect(again.centerUnread).toBeUndefined();
    expect(unreadAt(again, 3).phase.status).toBe('baking');
  });

  it('that is read again while it holds for it is told so once', () => {
    const held = unreadAt(aRollout(), 0, 3);
    const again = nextOf(held, there, NOW + 4 * MINUTE);
    expect(told(held, again)).toEqual([
      'The control center can be read again, and is as it was. Resume to go on, or roll back.',
    ]);
    expect(again.phase).toMatchObject({ status: 'holding', why: { kind: 'center-unread', isBack: true } });
    expect(decideGiven(again, there, NOW + 5 * MINUTE).answer).toBe('ignored');
  });

  it('that is read again after somebody resumed without it is told so', () => {
    const resumed: Rollout = { ...unreadAt(aRollout(), 0, 3), phase: { status: 'baking', since: NOW, until: NOW } };
    expect(told(resumed, nextOf(resumed, there))).toEqual(['The control center can be read again, and is as it was.']);
  });

  it.each([
    ['cannot be written', { kind: 'control-center', detail: 'no' }],
    ['was changed', { kind: 'drift', target: 'the control center', detail: 'share is 1 %, it was 5 %' }],
  ] as const)('asks no second question while people know that it %s', (_what, why) => {
    const held = unreadAt(aRollout({ phase: holding(why) }), 0, 3, 9);
    expect(told(aRollout(), held)).toEqual([]);
    expect(held.phase).toMatchObject({ why });
  });

  it('is asked about after a hold for a change, but not after one for a failing write', () => {
    const why = { kind: 'drift', target: 'the control center', detail: 'd' } as const;
    const baking: Phase = { status: 'baking', since: NOW, until: NOW + 60 * MINUTE };
    const changed = unreadAt(aRollout({ phase: holding(why) }), 0, 3);
    expect(unreadAt({ ...changed, phase: baking }, 4).phase.status).toBe('holding');
    const unwritten = unreadAt(aRollout({ phase: holding({ kind: 'control-center', detail: 'd' }) }), 0, 3);
    expect(unreadAt({ ...unwritten, phase: baking }, 4).phase.status).toBe('baking');
  });

  it('claims nothing of its value where it was changed meanwhile', () => {
    const why = { kind: 'drift', target: 'the control center', detail: 'd' } as const;
    const unread = { ...unreadAt(aRollout(), 0, 3), phase: holding(why) };
    const again = nextOf(unread, there, NOW + 4 * MINUTE);
    expect([told(unread, again), again.centerUnread]).toEqual([[], undefined]);
  });

  it.each(['returning', 'stuck', 'completed', 'rolled-back'] as const)(
    'is nothing to a rollout that is %s',
    (situation) => {
      expect(decideGiven(aRollout({ situation }), away, NOW).answer).toBe('ignored');
      expect(decideGiven(aRollout({ situation }), there, NOW).answer).toBe('ignored');
    },
  );
});

const components = { frozen: [{ name: 'frontend shop', a: 'f1', b: null }], unread: 'S3 is away.', unreadSince: NOW };
const unreads: readonly (readonly [string, Partial<Rollout>])[] = [
  ['control center', { centerUnread: { since: NOW, why: 'SSM is away.' } }],
  ['components', { components }],
];
const answered: readonly (readonly [string, Partial<Rollout>])[] = [
  ['control center', { centerUnread: { since: NOW, why: 'SSM is away.', isAsked: true } }],
  ['components', { components: { ...components, isAsked: true } }],
];

describe.each(unreads)('while the %s cannot be read and nobody was asked yet', (_what, over) => {
  const baking = aRollout(over);

  it.each([
    ['approve', aRollout({ ...over, situation: 'awaiting-approval' })],
    ['skip', baking],
    ['promote', baking],
  ] as const)('%s is refused', (kind, rollout) => {
    const decision = decided(rollout, aSignal(kind), NOW);
    expect(decision).toMatchObject({ answer: 'refused', code: expect.stringMatching(/-unread$/) });
    expect(decision).toHaveProperty('because', expect.stringContaining('asks when that lasts, or roll back.'));
  });

  it('a bake does not end', () => {
    const late = NOW + 60 * MINUTE;
    expect(decided(baking, aSignal('timer'), late)).toMatchObject({ answer: 'ignored' });
    expect(decided(aRollout(), aSignal('timer'), late).answer).toBe('accepted');
  });
});

describe.each(unreads)('while the %s cannot be read', (_what, over) => {
  const plan = [
    { kind: 'shift', weight: 5 },
    { kind: 'shift', weight: 25 },
  ] as const;
  const shifting = aRollout({ situation: 'shifting', step: 0, config: aService({ plan }) });
  const hooked = aRollout({ situation: 'hooking' });

  it('a shift does not follow a shift', () => {
    expect(nextOf(shifting, anObservation(shifting))).toHaveProperty('step', 1);
    const unread = { ...shifting, ...over };
    expect(nextOf(unread, anObservation(unread))).toHaveProperty('step', 0);
  });

  it('the answer of a hook is kept and the plan waits', () => {
    expect(nextOf(hooked, aSignal('hook')).step).toBe(hooked.step + 1);
    const waits = nextOf({ ...hooked, ...over }, aSignal('hook'));
    expect(waits).toMatchObject({ step: hooked.step, phase: { status: 'hooking', call: { state: 'done' } } });
  });

  it('a resume after a pause is taken', () => {
    const paused = aRollout({ situation: 'paused', ...over });
    expect(decided(paused, aSignal('resume'), NOW).answer).toBe('accepted');
  });
});

describe.each(answered)('once somebody was asked about the %s', (_what, over) => {
  it.each([
    ['approve', aRollout({ ...over, situation: 'awaiting-approval' })],
    ['skip', aRollout(over)],
    ['promote', aRollout(over)],
  ] as const)('%s counts', (kind, rollout) => {
    expect(decided(rollout, aSignal(kind), NOW).answer).toBe('accepted');
  });
});
