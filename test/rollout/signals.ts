import type { FreezeInForce } from '../../src/domain/restrictions/freeze-fields.ts';
import type { Rollout, TargetState } from '../../src/domain/rollout/record.ts';
import type {
  Aftermath,
  Decision,
  Draft,
  Evidence,
  Signal,
  TargetObservation,
} from '../../src/domain/rollout/signal.ts';
import { decide } from '../../src/rollout/decide.ts';
import { aBreach, alice, anObserved, aService, bob, bothTargets, HOUR, MINUTE, NOW, readings } from './builders.ts';

type Of<K extends Signal['kind']> = Extract<Signal, { kind: K }>;

/** A signal together with the evidence that it is decided with. */
export type Given<K extends Signal['kind'] = Signal['kind']> = Of<K> & Evidence;

/** A rollout of v54 as it would start, with nothing in the way. */
export function aDraft(over: Partial<Draft> = {}): Draft {
  return {
    id: 'checkout-2',
    canary: 'v54',
    service: aService(),
    environments: null,
    targets: bothTargets(null),
    components: [],
    weight: 0,
    findings: [],
    alarms: readings(),
    arms: [],
    sources: [],
    fix: false,
    force: false,
    ...over,
  };
}

/** What is seen where everything is as a completed rollout left it. */
export function anAftermath(over: Partial<Aftermath> = {}): Aftermath {
  const targets = bothTargets(null).map(({ name }) => leftTarget(name));
  return {
    targets,
    components: [],
    owners: Object.fromEntries(targets.map(({ name }) => [name, 'checkout'])),
    ...over,
  };
}

/** A target as a completed rollout left it, but for what is said. */
export function leftTarget(name: string, over: Partial<TargetObservation> = {}): TargetObservation {
  const seen = { at: NOW, weight: 100, effectiveAt: NOW, drift: null, atBaseline: false, promoted: true, fault: null };
  return { name, change: null, ...seen, ...over };
}

const byBob = { key: 'k-1', issuedAt: NOW, by: bob, rollout: null, at: null };

/** A freeze by bob that ends in two hours. */
export function aFreeze(over: Partial<FreezeInForce> = {}): FreezeInForce {
  return { until: NOW + 2 * HOUR, by: bob, reason: 'incident 42', ...over };
}

/** One signal of each kind, from somebody who may, with quiet alarms as evidence. */
const signals: { readonly [K in Signal['kind']]: Given<K> } = {
  start: { ...byBob, kind: 'start', by: alice, draft: aDraft() },
  approve: { ...byBob, kind: 'approve', isApprover: true, alarms: readings(), freeze: null },
  withdraw: { ...byBob, kind: 'withdraw' },
  reject: { ...byBob, kind: 'reject', text: 'wrong version' },
  pause: { ...byBob, kind: 'pause' },
  resume: { ...byBob, kind: 'resume', alarms: readings(), freeze: null },
  promote: { ...byBob, kind: 'promote', approverOf: [2], alarms: readings(), freeze: null },
  skip: { ...byBob, kind: 'skip', approverOf: [2], alarms: readings(), freeze: null },
  rollback: { ...byBob, kind: 'rollback', text: 'calls drop', aftermath: anAftermath() },
  alarm: { kind: 'alarm', key: 'e-1', change: aBreach() },
  timer: { kind: 'timer', key: 'wake#1', rollout: 'checkout-1', alarms: readings(), freeze: null },
  'target-change': {
    kind: 'target-change',
    rollout: 'checkout-1',
    at: NOW,
    caller: 'role/terraform',
    aftermath: anAftermath(),
  },
  'control-center': { kind: 'control-center', detail: 'active is a, it was b' },
  'center-read': { kind: 'center-read', unread: 'AccessDeniedException' },
  hook: {
    kind: 'hook',
    rollout: 'checkout-1',
    step: 2,
    call: 1,
    news: { kind: 'answered', ok: true, text: '' },
    alarms: readings(),
    freeze: null,
  },
  freeze: { kind: 'freeze', actor: bob, freeze: aFreeze(), text: 'bob froze checkout.' },
  lock: { kind: 'lock', actor: bob, lock: { by: bob, at: 1, reason: 'incident 42' }, text: 'bob locked checkout.' },
  leaving: { kind: 'leaving', rollout: 'checkout-1', reading: { value: 3, at: NOW } },
  observation: { kind: 'observation', generation: 2, targets: [], alarms: readings(), freeze: null },
};

/** A signal as bob (for a start: alice) would send it at NOW; bob may approve the gate of the built plan. */
export function aSignal<K extends Signal['kind']>(kind: K, over: Partial<Given<K>> = {}): Given<K> {
  const plain: Given<K> = signals[kind];
  return { ...plain, ...over };
}

/** What the engine sees when every target is as the rollout intends, but for what is said of the first. */
export function anObservation(rollout: Rollout, ofTheFirst: Partial<TargetObservation> = {}): Given<'observation'> {
  const { status } = rollout.phase;
  const targets = rollout.targets.map(({ name, change }, i) => ({
    name,
    change,
    at: NOW,
    weight: rollout.weight,
    effectiveAt: NOW - MINUTE,
    drift: null,
    atBaseline: rollout.phase.status === 'rolling-back' && rollout.phase.stage === 'restoring',
    promoted: status === 'promoting',
    fault: null,
    ...(i === 0 ? ofTheFirst : {}),
  }));
  return aSignal('observation', { generation: rollout.generation, targets });
}

/** What the plan may go on with, so that the targets have to be known. */
const GOES_ON: ReadonlySet<Signal['kind']> = new Set(['timer', 'approve', 'resume', 'promote', 'skip', 'hook']);

/** The rollout as the engine's look a moment ago left it: a target with which nothing is the matter shows what is intended. */
function lookedAt(rollout: Rollout, now: number): Rollout {
  const weight = rollout.phase.status === 'shifting' ? rollout.agreed : rollout.weight;
  const targets = rollout.targets.map((target): TargetState => {
    const { observed } = target;
    if (observed !== null && (observed.fault !== null || observed.drift !== null)) return target;
    return { ...target, observed: { ...anObserved(), ...observed, at: now, weight } };
  });
  return { ...rollout, targets };
}

const EVIDENCE: ReadonlySet<string> = new Set<keyof Evidence>([
  'alarms',
  'targets',
  'freeze',
  'minutes',
  'components',
  'drain',
  'aftermath',
]);
/** The fields that are the news of a signal itself, although evidence has one of the same name. */
const NEWS: Readonly<Record<string, string>> = { observation: 'targets', freeze: 'freeze' };

/** Decides on a signal with the evidence that is given with it. */
export function decideGiven(rollout: Rollout | null, given: Given, now: number): Decision {
  const signal: Record<string, unknown> = {};
  const evidence: Record<string, unknown> = {};
  const news = NEWS[given.kind];
  // As cheap as it can be: a million worlds decide some fifty million times.
  for (const key in given) {
    const part = EVIDENCE.has(key) && key !== news ? evidence : signal;
    part[key] = given[key as keyof Given];
  }
  return decide(rollout, signal as unknown as Signal, evidence, now);
}

/** Decides as the engine does, which looks at the targets with every evaluation. */
export function decided(rollout: Rollout | null, signal: Given, now = NOW): Decision {
  const isLookedAt =
    rollout !== null && GOES_ON.has(signal.kind) && !['rolling-back', 'stuck'].includes(rollout.phase.status);
  return decideGiven(isLookedAt ? lookedAt(rollout, now) : rollout, signal, now);
}

/** The rollout after an accepted signal. Throws with the decision when it was not accepted. */
export function nextOf(rollout: Rollout | null, signal: Given, now = NOW): Rollout {
  return acceptedOf(decided(rollout, signal, now)).next;
}

/** The decision, if it is accepted; throws with what it is otherwise. */
export function acceptedOf(decision: Decision): Extract<Decision, { answer: 'accepted' }> {
  if (decision.answer !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(decision)}`);
  return decision;
}

/** What was added to the timeline, as texts. */
export function told(before: Rollout, next: Rollout): readonly string[] {
  return next.timeline.filter((entry) => entry.n > before.entries).map((entry) => entry.text);
}
