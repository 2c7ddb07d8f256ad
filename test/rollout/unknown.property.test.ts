import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmReading } from '../../src/domain/alarm/state.ts';
import { isFinished, type Rollout } from '../../src/domain/rollout/record.ts';
import type { AlarmEvidence, Decision } from '../../src/domain/rollout/signal.ts';
import type { MissingData, OnAlarm } from '../../src/domain/service.ts';
import { aBreach, aReading, aService, bob, MINUTE, NOW } from './builders.ts';
import { aDraft, anObservation, aSignal, decideGiven, type Given } from './signals.ts';

const NAMES = ['checkout-5xx', 'checkout-p99'] as const;

/** What an alarm really is, and what happened to it, written without Serin's own rules. */
interface Truth {
  value: AlarmReading['value'];
  since: number;
  isEvaluated: boolean;
  hadData: boolean;
  /** It fired, Serin was told, and neither was it OK since, nor did anybody answer. */
  isOpen: boolean;
  /** What somebody answered for: any other state is not covered. */
  answeredAs: string | null;
}

const change = fc.record({
  kind: fc.constant('change' as const),
  name: fc.constantFrom(...NAMES),
  value: fc.constantFrom(
    'OK' as const,
    'OK' as const,
    'ALARM' as const,
    'INSUFFICIENT_DATA' as const,
    'MISSING' as const,
  ),
  isEvaluated: fc.constantFrom(true, true, true, false),
  isLost: fc.boolean(),
});
const others = fc.record({
  kind: fc.constantFrom(
    'timer' as const,
    'timer' as const,
    'timer' as const,
    'observation' as const,
    'observation' as const,
    'approve' as const,
    'resume' as const,
    'pause' as const,
    'skip' as const,
    'promote' as const,
  ),
  isReadable: fc.constantFrom(true, true, true, true, true, false),
});
const happenings = fc.array(fc.oneof({ weight: 1, arbitrary: change }, { weight: 3, arbitrary: others }), {
  minLength: 10,
  maxLength: 80,
  size: 'max',
});
type Happening = typeof happenings extends fc.Arbitrary<(infer H)[]> ? H : never;

const PLAN = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 3 * MINUTE },
  { kind: 'shift', weight: 10 },
  { kind: 'approve', from: [bob.id], count: 1, within: 60 * MINUTE },
  { kind: 'shift', weight: 25 },
  { kind: 'shift', weight: 50 },
  { kind: 'bake', ms: MINUTE },
  { kind: 'shift', weight: 100 },
] as const;

function stateOf({ value, isEvaluated }: Truth): string {
  if (value === 'MISSING' || value === 'ALARM') return value;
  return isEvaluated ? value : 'not evaluated';
}

/** Why nobody may raise the weight because of an alarm; null when it is known to be quiet, or somebody answered for it. */
function objection(truth: Truth, missingData: MissingData): string | null {
  const state = stateOf(truth);
  if (state === 'ALARM') return 'it fires';
  if (truth.isOpen && !(state === 'OK')) return 'it fired, and nobody answered';
  if (state === 'OK' || truth.answeredAs === state) return null;
  if (state === 'INSUFFICIENT_DATA') return truth.hadData && missingData === 'hold' ? 'it lost its data' : null;
  return state;
}

interface Rise {
  readonly by: string;
  readonly from: number;
  readonly to: number;
  readonly because: readonly string[];
}

/** Lets everything happen with the clock of one world, in which readings are true, and returns whatever raised the weight. */
function* rises(onAlarm: OnAlarm, missingData: MissingData, list: readonly Happening[]): Generator<Rise> {
  let now = NOW;
  const service = aService({ onAlarm, missingData, plan: PLAN, rollbackWindow: 0 });
  const truths = new Map<string, Truth>(
    NAMES.map((name) => [
      name,
      { value: 'OK', since: now - 60 * MINUTE, isEvaluated: true, hadData: true, isOpen: false, answeredAs: null },
    ]),
  );
  const read = (): readonly AlarmReading[] =>
    NAMES.map((name) => {
      const { value, since, isEvaluated } = truths.get(name) as Truth;
      const problem = !isEvaluated && value !== 'MISSING' && { evaluation: 'EVALUATION_ERROR' as const };
      return aReading({ name, value, since: value === 'MISSING' ? 0 : since, readAt: now, ...problem });
    });
  let isRead = false;
  const taken = (before: Rollout | null, signal: Given, evidence: AlarmEvidence): Decision => {
    const first = decideGiven(before, signal, now);
    isRead = first.answer === 'needs-alarms' || signal.kind === 'timer';
    return first.answer === 'needs-alarms' ? decideGiven(before, { ...signal, alarms: evidence } as Given, now) : first;
  };
  const draft = aDraft({ id: 'checkout-1', service, alarms: read() });
  const started = taken(null, aSignal('start', { draft }), read());
  if (started.answer !== 'accepted') throw new Error('The good start was not accepted.');
  let rollout = started.next;
  for (const one of list) {
    now += MINUTE;
    if (isFinished(rollout)) return;
    const before = rollout;
    let signal: Given | null = null;
    let evidence: AlarmEvidence = read();
    if (one.kind === 'change') {
      const truth = truths.get(one.name) as Truth;
      if (truth.value === one.value && truth.isEvaluated === one.isEvaluated) continue;
      const isOther = truth.value !== one.value;
      Object.assign(truth, { value: one.value, isEvaluated: one.isEvaluated, ...(isOther && { since: now }) });
      evidence = read();
      if (one.value === 'MISSING' || !isOther || one.isLost) continue;
      const evaluation = !one.isEvaluated && { evaluation: 'EVALUATION_ERROR' as const };
      signal = aSignal('alarm', { change: aBreach({ name: one.name, value: one.value, since: now, ...evaluation }) });
    } else {
      if (!one.isReadable) evidence = 'unreadable';
      const said = { issuedAt: now, by: bob };
      if (one.kind === 'timer')
        signal = { kind: 'timer', key: 't', rollout: rollout.id, alarms: evidence, freeze: null };
      else if (one.kind === 'observation') {
        const { alarms: _none, ...seen } = anObservation(rollout, {});
        signal = { ...seen, targets: seen.targets.map((target) => ({ ...target, at: now, effectiveAt: now })) };
      } else {
        const { alarms: _none, ...command } = { alarms: null, ...aSignal(one.kind, said) };
        signal = { ...command, ...((one.kind === 'promote' || one.kind === 'skip') && { approverOf: [3] }) } as Given;
      }
    }
    const decision = taken(rollout, signal, evidence);
    const isLooked = isRead && decision.answer === 'accepted' && evidence !== 'unreadable';
    if (decision.answer === 'accepted') rollout = decision.next;
    const answers = rollout.timeline.filter(({ n, text }) => n > before.entries && text.includes('goes on without'));
    for (const [name, truth] of truths) {
      const isHeard = isLooked || (one.kind === 'change' && one.name === name);
      if (isHeard && truth.answeredAs !== stateOf(truth)) truth.answeredAs = null;
      if (isHeard && truth.value !== 'MISSING') {
        truth.hadData ||= truth.value === 'OK' || truth.value === 'ALARM';
        if (truth.value === 'ALARM') truth.isOpen = true;
        if (truth.value === 'OK' && truth.isEvaluated) truth.isOpen = false;
      }
      if (one.kind === 'resume' && answers.some(({ text, by }) => by.kind === 'person' && text.includes(name)))
        Object.assign(truth, { isOpen: false, answeredAs: stateOf(truth) });
    }
    const rose = rollout.weight > before.weight || (rollout.promotionBegan && !before.promotionBegan);
    if (!rose) continue;
    const unread = evidence === 'unreadable' ? ['nobody could read the alarms'] : [];
    const because = [...truths.values()].flatMap((truth) => objection(truth, missingData) ?? []);
    yield { by: one.kind, from: before.weight, to: rollout.weight, because: [...unread, ...because] };
  }
}

const settings = fc.tuple(
  fc.constantFrom('rollback' as const, 'hold' as const, 'ask' as const, 'ask' as const),
  fc.constantFrom('hold' as const, 'hold' as const, 'ignore' as const),
);

describe('unknown is not healthy', () => {
  it('so nothing raises the weight while an alarm fires, or is not known to be quiet and nobody answered for it', () => {
    fc.assert(
      fc.property(settings, happenings, ([onAlarm, missingData], list) => {
        for (const rise of rises(onAlarm, missingData, list)) expect(rise).toMatchObject({ because: [] });
      }),
      { numRuns: 1_500 },
    );
  });

  it('and the worlds that are tried come to raises by everything that raises, also after an answer', () => {
    const runs = fc.sample(fc.tuple(settings, happenings), { numRuns: 1_000, seed: 20_300_317 });
    const by = new Set(
      runs.flatMap(([[onAlarm, missingData], list]) => [...rises(onAlarm, missingData, list)].map((r) => r.by)),
    );
    expect([...by].sort()).toEqual(['approve', 'observation', 'promote', 'resume', 'skip', 'timer']);
  });
});
