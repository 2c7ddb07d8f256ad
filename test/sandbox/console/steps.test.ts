import { expect, it } from 'vitest';
import { formatDuration } from '../../../src/sandbox/console/format.ts';
import { stepNote, stepTime, timeLeft } from '../../../src/sandbox/console/world/steps.ts';
import type { PhasePart } from '../../../src/sandbox/live/parts.ts';

const MINUTE = 60_000;
const plan = [
  { words: 'Shift to 5%', lasts: 0 },
  { words: 'Bake 10 min', lasts: 10 * MINUTE },
  { words: 'Shift to 100%', lasts: 0 },
  { words: 'Bake 30 min', lasts: 30 * MINUTE },
] as const;
const baking: PhasePart = {
  status: 'baking',
  words: 'baking',
  tone: 'going',
  time: { from: 0, until: 10 * MINUTE },
  left: null,
  waits: false,
  over: null,
};
const rollout = { id: 'r', canary: 'v54', by: 'U1', startedAt: 0, plan, steps: [], step: 1, share: 5 };
const by = { id: 'U1', name: 'alice' };
const over: PhasePart = { ...baking, status: 'rolled-back', words: 'rolled back', tone: 'bad', time: null, over: 0 };

it('tells how long a bake still takes, and all bakes together', () => {
  expect(stepTime(baking, 3.5 * MINUTE)).toBe('7 min left');
  expect(timeLeft({ ...rollout, phase: baking }, 4 * MINUTE)).toBe(36 * MINUTE);
});

it('says what a bake waits for whose time is over', () => {
  expect(stepTime({ ...baking, waits: true }, 12 * MINUTE)).toBe('waits for evidence');
});

it('stops the time that is left while somebody has paused', () => {
  const paused: PhasePart = {
    ...baking,
    status: 'paused',
    words: 'paused',
    tone: 'asks',
    time: null,
    left: 4 * MINUTE,
  };
  expect(stepTime(paused, 99 * MINUTE)).toBe('4 min left, stopped');
  expect(stepTime({ ...paused, left: null }, 99 * MINUTE)).toBe('stopped');
});

it('has no time left after the way back', () => {
  expect(timeLeft({ ...rollout, phase: over }, 0)).toBeNull();
});

it.each([
  ['skipped', by, 'skipped by Alice'],
  ['promoted', { id: 'U1', name: '' }, 'promoted by U1'],
  ['not-run', null, 'not run'],
  ['done', null, ''],
] as const)('notes of a step that is %s: "%s"', (state, who, text) => {
  expect(stepNote({ state, by: who })).toBe(text);
});

it.each([
  [9 * MINUTE, '9 min'],
  [65 * MINUTE, '1 h 05 min'],
  [240 * MINUTE, '4 h'],
])('says %d ms as "%s"', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
