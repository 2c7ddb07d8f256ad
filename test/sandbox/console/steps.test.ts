import { expect, it } from 'vitest';
import type { Phase } from '../../../src/domain/rollout/record.ts';
import { formatDuration } from '../../../src/sandbox/console/format.ts';
import { stepNote, stepTime, timeLeft } from '../../../src/sandbox/console/world/steps.ts';

const MINUTE = 60_000;
const plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 30 * MINUTE },
] as const;
const baking: Phase = { status: 'baking', since: 0, until: 10 * MINUTE };
const rollout = { id: 'r', canary: 'v54', by: 'U1', startedAt: 0, plan, steps: [], step: 1, share: 5 };
const by = { id: 'U1', name: 'alice' };
const over: Phase = { status: 'rolled-back', at: 0, reason: { kind: 'person', by, text: '' } };

it('tells how long a bake still takes, and all bakes together', () => {
  expect(stepTime(baking, 3.5 * MINUTE)).toBe('7 min left');
  expect(timeLeft({ ...rollout, phase: baking }, 4 * MINUTE)).toBe(36 * MINUTE);
});

it('stops the time that is left while somebody has paused', () => {
  const activity = { status: 'baking', remaining: 4 * MINUTE } as const;
  expect(stepTime({ status: 'paused', since: 0, by, activity }, 99 * MINUTE)).toBe('4 min left, stopped');
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
