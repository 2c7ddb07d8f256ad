import { describe, expect, it } from 'vitest';
import { phaseStart, type Rollout, type Status } from '../../src/domain/rollout/record.ts';
import type { Decision, Signal } from '../../src/domain/rollout/signal.ts';
import type { Situation } from './builders.ts';
import { aRollout, HOUR, MINUTE, NOW } from './builders.ts';
import { insistOnSentence } from './laws/sentence.ts';
import { anObservation, aSignal, decided, decideGiven } from './signals.ts';

type Code =
  | 'no-rollout'
  | 'running'
  | 'hook-runs'
  | 'no-gate'
  | 'not-approved'
  | 'not-baking'
  | 'promoting'
  | 'going-back'
  | 'finished';
type Cell = `→ ${Status}` | 'ignored' | `refused: ${Code}`;

/**
 * What becomes of a rollout in each situation with each signal from somebody who may, while no other alarm fires. The timer
 * comes so late that whatever can be due is due; the observation sees every target as it is intended.
 */
const table = {
  none: {
    start: '→ shifting',
    approve: 'refused: no-rollout',
    withdraw: 'refused: no-rollout',
    reject: 'refused: no-rollout',
    pause: 'refused: no-rollout',
    resume: 'refused: no-rollout',
    promote: 'refused: no-rollout',
    skip: 'refused: no-rollout',
    rollback: 'refused: no-rollout',
    alarm: 'ignored',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': 'ignored',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: 'ignored',
    lock: 'ignored',
    observation: 'ignored',
  },
  shifting: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: '→ paused',
    resume: 'ignored',
    promote: '→ shifting',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ shifting',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ shifting',
    lock: '→ shifting',
    observation: '→ baking',
  },
  baking: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: '→ paused',
    resume: 'ignored',
    promote: '→ shifting',
    skip: '→ awaiting-approval',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: '→ awaiting-approval',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ baking',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ baking',
    lock: '→ baking',
    observation: 'ignored',
  },
  waiting: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: '→ paused',
    resume: 'ignored',
    promote: '→ shifting',
    skip: '→ awaiting-approval',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ waiting',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ waiting',
    lock: '→ waiting',
    observation: 'ignored',
  },
  'awaiting-approval': {
    start: 'refused: running',
    approve: '→ shifting',
    withdraw: 'refused: not-approved',
    reject: '→ rolling-back',
    pause: '→ paused',
    resume: 'ignored',
    promote: '→ shifting',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: '→ holding',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ awaiting-approval',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ awaiting-approval',
    lock: '→ awaiting-approval',
    observation: 'ignored',
  },
  hooking: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: '→ paused',
    resume: 'ignored',
    promote: 'refused: hook-runs',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: '→ holding',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ hooking',
    hook: '→ shifting',
    leaving: 'ignored',
    freeze: '→ hooking',
    lock: '→ hooking',
    observation: 'ignored',
  },
  draining: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: '→ paused',
    resume: 'ignored',
    promote: '→ promoting',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: '→ promoting',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ draining',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ draining',
    lock: '→ draining',
    observation: 'ignored',
  },
  paused: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'ignored',
    resume: '→ baking',
    promote: '→ shifting',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ paused',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ paused',
    lock: '→ paused',
    observation: 'ignored',
  },
  holding: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'ignored',
    resume: '→ awaiting-approval',
    promote: '→ shifting',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ holding',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ holding',
    lock: '→ holding',
    observation: 'ignored',
  },
  promoting: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: promoting',
    resume: 'ignored',
    promote: 'ignored',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ holding',
    'center-read': '→ promoting',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ promoting',
    lock: '→ promoting',
    observation: '→ completed',
  },
  returning: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: going-back',
    resume: 'refused: going-back',
    promote: 'refused: going-back',
    skip: 'refused: not-baking',
    rollback: 'ignored',
    alarm: '→ rolling-back',
    timer: '→ rolling-back',
    'target-change': 'ignored',
    'control-center': '→ rolling-back',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ rolling-back',
    lock: '→ rolling-back',
    observation: '→ rolling-back',
  },
  restoring: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: going-back',
    resume: 'refused: going-back',
    promote: 'refused: going-back',
    skip: 'refused: not-baking',
    rollback: 'ignored',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ rolling-back',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ rolling-back',
    lock: '→ rolling-back',
    observation: '→ rolled-back',
  },
  asking: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: going-back',
    resume: '→ rolling-back',
    promote: 'refused: going-back',
    skip: 'refused: not-baking',
    rollback: 'ignored',
    alarm: '→ rolling-back',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': '→ rolling-back',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ rolling-back',
    lock: '→ rolling-back',
    observation: '→ rolled-back',
  },
  stuck: {
    start: 'refused: running',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: going-back',
    resume: '→ rolling-back',
    promote: 'refused: going-back',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: '→ stuck',
    timer: '→ stuck',
    'target-change': 'ignored',
    'control-center': '→ stuck',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: '→ stuck',
    lock: '→ stuck',
    observation: '→ rolling-back',
  },
  completed: {
    start: '→ shifting',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: finished',
    resume: 'refused: finished',
    promote: 'refused: finished',
    skip: 'refused: not-baking',
    rollback: 'refused: finished',
    alarm: 'ignored',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': 'ignored',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: 'ignored',
    lock: 'ignored',
    observation: 'ignored',
  },
  returnable: {
    start: '→ shifting',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: finished',
    resume: 'refused: finished',
    promote: 'refused: finished',
    skip: 'refused: not-baking',
    rollback: '→ rolling-back',
    alarm: 'ignored',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': 'ignored',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: 'ignored',
    lock: 'ignored',
    observation: 'ignored',
  },
  'rolled-back': {
    start: '→ shifting',
    approve: 'refused: no-gate',
    withdraw: 'refused: no-gate',
    reject: 'refused: no-gate',
    pause: 'refused: finished',
    resume: 'refused: finished',
    promote: 'refused: finished',
    skip: 'refused: not-baking',
    rollback: 'refused: finished',
    alarm: 'ignored',
    timer: 'ignored',
    'target-change': 'ignored',
    'control-center': 'ignored',
    'center-read': 'ignored',
    hook: 'ignored',
    leaving: 'ignored',
    freeze: 'ignored',
    lock: 'ignored',
    observation: 'ignored',
  },
} as const satisfies Record<Situation | 'none', Record<Signal['kind'], Cell>>;

const MUCH_LATER = NOW + 5 * HOUR;

/** The same look that the built rollouts know. */
function seenAMinuteAgo(signal: Extract<Signal, { kind: 'observation' }>): Signal {
  return { ...signal, targets: signal.targets.map((target) => ({ ...target, at: NOW - MINUTE })) };
}

function answerTo(rollout: Rollout | null, kind: Signal['kind']): Decision {
  if (kind === 'observation' && rollout !== null)
    return decideGiven(rollout, seenAMinuteAgo(anObservation(rollout)), NOW);
  return decided(rollout, aSignal(kind), kind === 'timer' ? MUCH_LATER : NOW);
}

function short(decision: Decision): string {
  switch (decision.answer) {
    case 'accepted':
      return `→ ${decision.next.phase.status}`;
    case 'refused':
      return `refused: ${decision.code}`;
    default:
      return decision.answer;
  }
}

function textOf(decision: Decision): string {
  if (!('because' in decision) && decision.answer !== 'accepted') throw new Error('What was seen was given.');
  return decision.answer === 'accepted' ? decision.say : decision.because;
}

const rows = Object.entries(table).map(([name, cells]) => ({
  name,
  cells,
  rollout: name === 'none' ? null : aRollout({ situation: name as Situation }),
}));

describe.each(rows)('in the situation $name, decide', ({ cells, rollout }) => {
  it.each(Object.entries(cells))('answers %s with "%s"', (kind, cell) => {
    expect(short(answerTo(rollout, kind as Signal['kind']))).toBe(cell);
  });

  it.each(Object.keys(cells))('answers %s with a sentence that a person understands', (kind) => {
    insistOnSentence(textOf(answerTo(rollout, kind as Signal['kind'])));
  });
});

const bound = ['approve', 'withdraw', 'reject', 'resume', 'promote', 'skip'] as const;
const unbound = ['pause', 'rollback'] as const;
const baking = aRollout();

describe('a button', () => {
  it.each([...bound, ...unbound])('of an earlier rollout does not %s the one that runs now', (kind) => {
    const decision = decideGiven(baking, aSignal(kind, { rollout: 'checkout-0' }), NOW);
    expect(short(decision)).toBe('refused: other-rollout');
    insistOnSentence(textOf(decision));
  });

  it.each([...bound, ...unbound])('that was drawn for now is taken like typing %s', (kind) => {
    const at = { step: 1, since: NOW - 4 * MINUTE };
    const pressed = aSignal(kind, { rollout: 'checkout-1', at });
    expect(decideGiven(baking, pressed, NOW)).toEqual(decideGiven(baking, aSignal(kind), NOW));
  });

  it.each(bound)('that was drawn for another step does not %s', (kind) => {
    const at = { step: 0, since: NOW - 4 * MINUTE };
    const decision = decideGiven(baking, aSignal(kind, { rollout: 'checkout-1', at }), NOW);
    expect(short(decision)).toBe('refused: earlier-step');
    insistOnSentence(textOf(decision));
  });

  it.each(bound)('that was drawn for now but pressed before the phase began does not %s', (kind) => {
    const at = { step: 1, since: NOW - 4 * MINUTE };
    const pressed = aSignal(kind, { rollout: 'checkout-1', at, issuedAt: at.since - 1_000 });
    expect(short(decideGiven(baking, pressed, NOW))).toBe('refused: earlier-step');
  });

  it.each(bound)('that was drawn for the same step at another time does not %s', (kind) => {
    const at = { step: 1, since: NOW - 5 * MINUTE };
    expect(short(decideGiven(baking, aSignal(kind, { rollout: 'checkout-1', at }), NOW))).toBe('refused: earlier-step');
  });

  it.each(unbound)('can %s wherever the rollout is by now', (kind) => {
    const at = { step: 0, since: NOW - HOUR };
    expect(decideGiven(baking, aSignal(kind, { rollout: 'checkout-1', at }), NOW).answer).toBe('accepted');
  });
});

describe('a command that was typed', () => {
  it.each([...bound, ...unbound])('before this rollout was asked for does not %s it', (kind) => {
    const typed = aSignal(kind, { issuedAt: baking.askedAt - 1 });
    expect(short(decideGiven(baking, typed, NOW))).toBe('refused: other-rollout');
  });

  it.each(unbound)('at the moment at which this rollout was asked for can %s it', (kind) => {
    expect(decideGiven(baking, aSignal(kind, { issuedAt: baking.askedAt }), NOW).answer).toBe('accepted');
  });

  it.each([
    ['approve', 'awaiting-approval'],
    ['reject', 'awaiting-approval'],
    ['resume', 'paused'],
    ['resume', 'asking'],
    ['resume', 'stuck'],
    ['promote', 'shifting'],
    ['skip', 'baking'],
  ] as const)(
    'a second before the phase began does not %s what is %s; Slack says the second only',
    (kind, situation) => {
      const rollout = aRollout({ situation });
      const began = phaseStart(rollout.phase);
      const early = decideGiven(rollout, aSignal(kind, { issuedAt: began - 1_000 }), began);
      expect(short(early)).toBe('refused: earlier-step');
      insistOnSentence(textOf(early));
      expect(decideGiven(rollout, aSignal(kind, { issuedAt: began - 999 }), began).answer).toBe('accepted');
    },
  );

  it.each(unbound)('before the phase began can %s all the same', (kind) => {
    expect(decideGiven(baking, aSignal(kind, { issuedAt: NOW - 30 * MINUTE }), NOW).answer).toBe('accepted');
  });
});
