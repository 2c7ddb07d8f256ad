import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinished, type Rollout, type TargetState } from '../../src/domain/rollout/record.ts';
import type { Decision, TargetObservation } from '../../src/domain/rollout/signal.ts';
import { isLeft } from '../../src/rollout/rollback/unreachable.ts';
import { MINUTE, NOW } from './builders.ts';
import { happenings, services } from './happenings.ts';
import { aSignal, decideGiven, type Given } from './signals.ts';
import { steps } from './steps.ts';

/** How a target behaves from now on, for ever. */
const natures = [
  'obeys',
  'is gone',
  'cannot be written, and has 25%',
  'does not answer',
  'was changed by somebody',
  'was changed by somebody and cannot be written',
  'is moved back onto the canary each minute',
  'is moved back onto the canary at once',
  'is never quite as before',
] as const;
type Nature = (typeof natures)[number];

const gone = { code: 'NotFound', message: 'It is gone.', permanent: true };
const denied = { code: 'AccessDenied', message: 'Not allowed.', permanent: true };
const away = { code: 'Throttling', message: 'Rate exceeded', permanent: false };
const unseen = { weight: null, effectiveAt: null, atBaseline: false, promoted: false };

/** What a look at a target shows, after Serin has written to it unless it was left as it is. */
function look(rollout: Rollout, target: TargetState, nature: Nature, round: number, now: number): TargetObservation {
  const { phase, weight } = rollout;
  const written: TargetObservation = {
    name: target.name,
    change: null,
    at: now,
    weight,
    effectiveAt: now,
    drift: null,
    atBaseline: phase.status === 'rolling-back' && phase.stage === 'restoring',
    promoted: phase.status === 'promoting',
    fault: null,
  };
  const up = { ...written, weight: 25, atBaseline: false, promoted: false };
  const drift = 'it points to version 55';
  switch (nature) {
    case 'obeys':
      return written;
    case 'is gone':
      return { ...written, ...unseen, fault: gone };
    case 'cannot be written, and has 25%':
      return isLeft(rollout, target) ? up : { ...up, fault: denied };
    case 'does not answer':
      return { ...written, ...unseen, fault: away };
    case 'was changed by somebody':
      return { ...written, drift, atBaseline: false };
    case 'was changed by somebody and cannot be written':
      return isLeft(rollout, target) ? { ...up, drift } : { ...up, drift, fault: denied };
    case 'is moved back onto the canary each minute':
      return round % 2 === 0 ? up : written;
    case 'is moved back onto the canary at once':
      return up;
    case 'is never quite as before':
      return { ...written, atBaseline: false };
  }
}

/** Decides, with quiet alarms where they are asked for. */
function next(rollout: Rollout, signal: Given, now: number): Rollout {
  const decision: Decision = decideGiven(rollout, signal, now);
  return decision.answer === 'accepted' ? decision.next : rollout;
}

/** What a person does who reads the texts: rolls back what runs, and leaves as it is what Serin asks about. */
function answer(rollout: Rollout, now: number): Given | null {
  const { status } = rollout.phase;
  const said = { issuedAt: now + MINUTE, at: null };
  if (status === 'stuck') return aSignal('resume', said);
  if (status === 'rolling-back') return rollout.phase.question === null ? null : aSignal('resume', said);
  return aSignal('rollback', { ...said, text: rollout.noReturnAt === null ? 'enough' : 'anyway, enough' });
}

/** Minutes within which a person gets every rollout to its end: an outage is asked about after an hour, for each target. */
const BOUND = 4 * 60;

/** Lets a person end a rollout whose targets stay as they are, minute by minute. @returns the minutes it took */
function walk(start: Rollout, of: readonly Nature[], from: number): number {
  let rollout = start;
  for (let round = 1; round <= BOUND; round++) {
    const now = from + round * MINUTE;
    const targets = rollout.targets.map((target, i) => look(rollout, target, of[i] ?? 'obeys', round, now));
    rollout = next(rollout, { kind: 'observation', generation: rollout.generation, targets }, now);
    if (isFinished(rollout)) return round;
    rollout = next(rollout, { kind: 'timer', key: `w${round}`, rollout: rollout.id, alarms: [] }, now);
    const said = answer(rollout, now);
    if (said !== null) rollout = next(rollout, said, now);
  }
  throw new Error(`Still ${JSON.stringify(rollout.phase)} with ${of.join(', ')}: ${rollout.timeline.at(-1)?.text}`);
}

const nature = fc.constantFrom(...natures);

describe('from wherever a rollout is, whatever its targets do,', () => {
  it('a person who does what the texts say gets it to an end', () => {
    const statuses = new Set<string>();
    fc.assert(
      fc.property(services, happenings, nature, nature, (service, list, one, other) => {
        let rollout: Rollout | null = null;
        let now = NOW;
        for (const step of steps(service, list)) {
          if (step.decision.answer === 'accepted') rollout = step.decision.next;
          now = step.now;
        }
        if (rollout === null || isFinished(rollout)) return;
        statuses.add(rollout.phase.status);
        expect(walk(rollout, [one, other], now)).toBeLessThanOrEqual(BOUND);
      }),
      { numRuns: 300, seed: 20_300_318 },
    );
    expect([...statuses].sort()).toEqual([
      'awaiting-approval',
      'baking',
      'draining',
      'holding',
      'hooking',
      'paused',
      'promoting',
      'rolling-back',
      'shifting',
      'stuck',
      'waiting',
    ]);
  });
});
