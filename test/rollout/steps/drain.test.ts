import { describe, expect, it } from 'vitest';
import type { MetricReading } from '../../../src/domain/plan/metric.ts';
import type { Rollout } from '../../../src/domain/rollout/record.ts';
import {
  aBreach,
  aDrain,
  anObserved,
  aRollout,
  aService,
  bothTargets,
  HOUR,
  MINUTE,
  NOW,
  readings,
} from '../builders.ts';
import { acceptedOf, anObservation, aSignal, decideGiven, nextOf, told } from '../signals.ts';

const draining = aRollout({ situation: 'draining' });
const look = (drain: MetricReading | null) => aSignal('timer', { drain });
const at = (value: number, ago = MINUTE) => look({ value, at: NOW - ago });
const phaseOf = (rollout: Rollout) => rollout.phase;

describe('a drain', () => {
  it('is entered when everybody has the canary, and counts from then', () => {
    const plan = [{ kind: 'shift', weight: 100 } as const, aDrain()];
    const config = aService({ plan });
    const seen = anObserved({ weight: 100, effectiveAt: NOW + MINUTE });
    const shifting = aRollout({ situation: 'shifting', config, step: 0, weight: 100, targets: bothTargets(seen) });
    const next = nextOf(shifting, anObservation(shifting, { effectiveAt: NOW + MINUTE }));
    expect(next.phase).toEqual({
      status: 'draining',
      since: NOW,
      from: NOW + MINUTE,
      until: NOW + MINUTE + 4 * HOUR,
      seen: null,
    });
    expect(next.timeline.at(-1)?.text).toBe(
      'Waits until ActiveSessions of the old version is at or under 0, for 4 h at most.',
    );
  });

  it('shows a number that was read, and not the same one twice', () => {
    const next = nextOf(draining, at(3));
    expect(phaseOf(next)).toMatchObject({ status: 'draining', seen: { value: 3, at: NOW - MINUTE } });
    expect(told(draining, next)).toEqual([]);
    expect(decideGiven(next, aSignal('timer', { drain: { value: 3, at: NOW } }), NOW).answer).toBe('ignored');
    expect(acceptedOf(decideGiven(next, aSignal('timer', { drain: { value: 2, at: NOW } }), NOW)).effects).toHaveLength(
      1,
    );
  });

  it('ends with a number at or under the one of the plan, and tells it', () => {
    const next = nextOf(draining, at(0));
    expect(phaseOf(next).status).toBe('promoting');
    expect(told(draining, next)[0]).toBe('The old version is drained: ActiveSessions is 0.');
  });

  it.each([
    ['a minute before everybody had the canary', at(0, 2 * HOUR)],
    ['nothing', look(null)],
  ])('does not end with %s', (_, signal) => {
    expect(decideGiven(draining, signal, NOW).answer).toBe('ignored');
  });

  it('does not end with a minute that is older than what is known', () => {
    const known = nextOf(draining, at(3));
    expect(decideGiven(known, at(0, 2 * MINUTE), NOW).answer).toBe('ignored');
  });

  it('ends when its time is over, and tells what is left', () => {
    const known = nextOf(draining, at(3));
    const next = nextOf(known, look(null), NOW + 3 * HOUR);
    expect(phaseOf(next).status).toBe('promoting');
    expect(told(known, next)[0]).toBe(
      'The old version is not drained after 4 h: ActiveSessions is 3. The plan goes on.',
    );
    expect(decideGiven(known, look(null), NOW + 3 * HOUR - 1).answer).toBe('ignored');
  });

  it('does not end while an alarm fires, nor while the alarms cannot be read', () => {
    const loud = aSignal('alarm', { change: aBreach() });
    expect(phaseOf(nextOf(draining, loud)).status).toBe('rolling-back');
    const asking = aRollout({ situation: 'draining', config: { ...draining.config, onAlarm: 'hold' } });
    const fires = { ...at(0), alarms: readings({ value: 'ALARM', since: NOW }) };
    expect(phaseOf(nextOf(asking, fires)).status).toBe('holding');
    expect(decideGiven(draining, { ...at(0), alarms: 'unreadable' }, NOW).answer).toBe('ignored');
  });

  it('keeps what is left of its time over a pause, and reads anew behind it', () => {
    const paused = nextOf(nextOf(draining, at(3)), aSignal('pause'));
    const later = NOW + HOUR;
    const resumed = nextOf(paused, aSignal('resume', { issuedAt: later }), later);
    expect(phaseOf(resumed)).toMatchObject({ status: 'draining', from: later, until: later + 3 * HOUR });
    expect(decideGiven(resumed, at(0), later).answer).toBe('ignored');
  });
});
