import type { AlarmReading } from '../../src/domain/alarm/state.ts';
import type { MinuteEvidence } from '../../src/domain/analysis/minute.ts';
import { approvalSteps } from '../../src/domain/plan/plan.ts';
import type { FreezeInForce } from '../../src/domain/restrictions/freeze-fields.ts';
import { phaseStart, type Rollout, type TargetState } from '../../src/domain/rollout/record.ts';
import type { Aftermath, AlarmEvidence, Decision, TargetObservation } from '../../src/domain/rollout/signal.ts';
import type { Service } from '../../src/domain/service.ts';
import { aSource, type Doing, minutesOf } from './arms.ts';
import { aBreach, aReading, bothTargets, MINUTE, NOW } from './builders.ts';
import type { Happening } from './happenings.ts';
import { callOf } from './laws/hooks.ts';
import { aDraft, aFreeze, anAftermath, aSignal, decideGiven, type Given } from './signals.ts';

function evidenceOf(service: Service, { says, about, ago }: Happening['evidence'], now: number): AlarmEvidence {
  if (says === 'unreadable') return 'unreadable';
  const values = {
    quiet: 'OK',
    fires: 'ALARM',
    suppressed: 'ALARM',
    'not evaluated': 'OK',
    'without data': 'INSUFFICIENT_DATA',
    gone: 'MISSING',
  };
  return service.alarms.map((name): AlarmReading => {
    if (name !== about) return aReading({ name, since: now - ago, readAt: now });
    const value = values[says] as AlarmReading['value'];
    const since = value === 'MISSING' ? 0 : now - ago;
    const problem = says === 'not evaluated' && { evaluation: 'EVALUATION_ERROR' as const };
    return aReading({ name, value, suppressed: says === 'suppressed', ...problem, since, readAt: now });
  });
}

/** The one of the two targets that knows cohorts. */
const FIRST = bothTargets(null)[0]?.name;

function seen(rollout: Rollout, { name, change, observed }: TargetState, as: string, now: number): TargetObservation {
  const { phase } = rollout;
  const intended: TargetObservation = {
    name,
    change,
    at: now,
    weight: rollout.weight,
    ...(name === FIRST && { cohorts: rollout.cohorts }),
    effectiveAt: now,
    drift: null,
    atBaseline: phase.status === 'rolling-back' && phase.stage === 'restoring',
    promoted: phase.status === 'promoting' || phase.status === 'completed',
    fault: null,
  };
  const unseen = {
    weight: null,
    effectiveAt: null,
    atBaseline: false,
    promoted: false,
    drift: observed?.drift ?? null,
  };
  switch (as) {
    case 'at 0':
      return { ...intended, weight: 0, ...(name === FIRST && { cohorts: [] }) };
    case 'open':
      return { ...intended, ...(name === FIRST && { cohorts: ['staff'], atBaseline: false, promoted: false }) };
    case 'at 25':
      return { ...intended, weight: 25, atBaseline: false, promoted: false };
    case 'spreading':
      return { ...intended, effectiveAt: null, change: 'C1' };
    case 'unreadable':
      return { ...intended, ...unseen, fault: { code: 'Throttling', message: 'Rate exceeded', permanent: false } };
    case 'dead':
      return { ...intended, ...unseen, fault: { code: 'NotFound', message: 'It is gone.', permanent: true } };
    case 'drifted':
      return { ...intended, drift: 'it points to version 55', atBaseline: false };
    default:
      return intended;
  }
}

function observation(rollout: Rollout, off: boolean, views: readonly string[], now: number): Given {
  const targets = rollout.targets.flatMap((target, i) =>
    views[i] === 'left out' ? [] : [seen(rollout, target, views[i] ?? '', now)],
  );
  return { kind: 'observation', generation: rollout.generation - (off ? 1 : 0), targets };
}

function startOf(
  service: Service,
  id: string,
  over: { force: boolean; weight: number; fix?: boolean; freeze?: FreezeInForce },
  alarmsNow: AlarmEvidence,
): Given {
  const sources = service.analysis === undefined ? [] : [aSource()];
  const draft = aDraft({ ...over, id, service, targets: bothTargets(null), sources });
  return aSignal('start', { draft: { ...draft, alarms: alarmsNow === 'unreadable' ? [] : alarmsNow } });
}

/** The metrics of both arms as the engine reads them for a rollout that compares them. */
function armsNow({ analysis, weight }: Rollout, doing: Doing | null, now: number): MinuteEvidence | undefined {
  return doing === null || analysis === undefined || weight === 0 ? undefined : minutesOf(doing, weight, now);
}

/** The signal of a happening, as it would reach this rollout. */
function signalOf(service: Service, rollout: Rollout, { what: it, evidence: says }: Happening, now: number): Given {
  if (it.kind === 'observation') return observation(rollout, it.off, it.views, now);
  if (it.kind === 'timer') {
    const minutes = armsNow(rollout, it.doing, now);
    const timer = {
      kind: 'timer',
      key: `wake#${now}`,
      rollout: it.other ? 'another' : rollout.id,
      ...(minutes !== undefined && { minutes }),
    } as const;
    if (it.reading === undefined) return timer;
    return { ...timer, drain: it.reading === null ? null : { value: it.reading, at: now - it.ago } };
  }
  if (it.kind === 'leaving') {
    const reading = typeof it.reading === 'number' ? { value: it.reading, at: now - it.ago } : it.reading;
    return { kind: 'leaving', rollout: it.other ? 'another' : rollout.id, reading };
  }
  if (it.kind === 'alarm') return aSignal('alarm', { change: aBreach({ ...it, kind: 'metric', since: now - it.ago }) });
  if (it.kind === 'freeze') return aSignal('freeze', { freeze: freezeOf(says, now) });
  if (it.kind === 'hook') {
    const call = callOf(rollout)?.n ?? 1;
    return { kind: 'hook', rollout: rollout.id, step: rollout.step, call: call + (it.off ? 1 : 0), news: it.news };
  }
  const drawn = phaseStart(rollout.phase) - (it.button === 'earlier' ? MINUTE : 0);
  const at = it.button === 'none' ? null : { step: rollout.step, since: drawn };
  const said = { issuedAt: now - it.age, rollout: it.other ? 'another' : null, at };
  switch (it.kind) {
    case 'start': {
      const freeze = freezeOf(says, now);
      const over = { ...it, ...(freeze !== null && { freeze }) };
      const start = startOf(service, it.other ? rollout.id : `checkout@${now}`, over, evidenceOf(service, says, now));
      return { ...start, ...said, by: it.by, rollout: null, at: null } as Given;
    }
    case 'approve': {
      const {
        alarms: _none,
        freeze: _unread,
        ...approve
      } = aSignal('approve', { ...said, by: it.by, isApprover: it.isApprover });
      return approve;
    }
    case 'skip':
    case 'promote': {
      const all = approvalSteps(service.plan).map(({ index }) => index);
      const approverOf = it.gates === 'all' ? all : it.gates === 'last' ? all.slice(-1) : [];
      const { alarms: _none, freeze: _unread, ...hurry } = aSignal(it.kind, { ...said, by: it.by, approverOf });
      return hurry;
    }
    case 'rollback': {
      const text = it.anyway ? 'anyway, calls drop' : 'calls drop';
      const { aftermath: _none, ...rollback } = aSignal('rollback', { ...said, by: it.by, text });
      return rollback;
    }
    default: {
      const { alarms: _none, freeze: _unread, ...plain } = { alarms: null, freeze: null, ...aSignal(it.kind) };
      return { ...plain, ...said, by: it.by } as Given;
    }
  }
}

/** What a decision asks the engine to read. */
type Needs = Extract<Decision['answer'], `needs-${string}`>;

/** One signal, what it met, and what was decided. */
export interface Step {
  readonly before: Rollout | null;
  readonly signal: Given;
  readonly now: number;
  readonly decision: Exclude<Decision, { answer: Needs }>;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** What is seen of the world of a rollout that is over; where it is not a rollback that happens, nothing is asked. */
function aftermathOf(rollout: Rollout, { what: it }: Happening, now: number): Aftermath {
  if (it.kind !== 'rollback') return anAftermath();
  const targets = rollout.targets.flatMap((target, i) =>
    it.views[i] === 'left out' ? [] : [seen(rollout, target, it.views[i] ?? '', now)],
  );
  return anAftermath({ targets, owners: { [rollout.targets[0]?.name ?? '']: it.owner } });
}

/** How the targets are when the engine looks because a person's word would raise exposure. */
function lookedAt(rollout: Rollout, { evidence }: Happening, now: number): readonly TargetObservation[] {
  const as = evidence.says === 'unreadable' ? 'unreadable' : evidence.says === 'gone' ? 'drifted' : 'as intended';
  return rollout.targets.map((target, i) => seen(rollout, target, i === 0 ? as : 'as intended', now));
}

/** What the engine reads when it is asked for, and not before. */
interface World {
  readonly alarms: () => AlarmEvidence;
  readonly targets: () => readonly TargetObservation[];
  readonly aftermath: () => Aftermath;
  readonly minutes: () => MinuteEvidence;
  readonly freeze: () => FreezeInForce | null;
}

const NOTHING: World = {
  alarms: () => [],
  targets: () => [],
  aftermath: () => anAftermath(),
  minutes: () => [],
  freeze: () => null,
};

/** The freeze that the service is under. */
function freezeOf({ frozen: until }: Happening['evidence'], now: number): FreezeInForce | null {
  return until === null ? null : aFreeze({ until: now + until });
}

/** The field of the world that answers what a decision asks. */
const FIELDS = {
  'needs-alarms': 'alarms',
  'needs-targets': 'targets',
  'needs-aftermath': 'aftermath',
  'needs-minutes': 'minutes',
  'needs-freeze': 'freeze',
} as const satisfies Record<Needs, keyof World>;

/** How what is given to a decision is handed over: frozen, so that a change of it throws, or as it is. */
type Hand = <T>(value: T) => T;

/** Decides as the engine does: as often as something is asked for, once more with what it says. */
function step(before: Rollout | null, given: Given, world: World, now: number, hand: Hand): Step {
  let signal = hand(given);
  const asked: Needs[] = [];
  for (;;) {
    const decision = decideGiven(hand(before), signal, now);
    if ('because' in decision || decision.answer === 'accepted') return { before, signal, now, decision };
    if (asked.includes(decision.answer)) throw new Error('It asked for what it had.');
    asked.push(decision.answer);
    const field = FIELDS[decision.answer];
    signal = hand({ ...signal, [field]: world[field]() } as Given);
  }
}

/** What the engine reads of the world in which something happens. */
function worldAround(rollout: Rollout, happening: Happening, alarms: World['alarms'], now: number): World {
  const { what, evidence } = happening;
  return {
    alarms,
    targets: () => lookedAt(rollout, happening, now),
    aftermath: () => aftermathOf(rollout, happening, now),
    minutes: () => armsNow(rollout, what.kind === 'alarm' ? what.doing : null, now) ?? [],
    freeze: () => freezeOf(evidence, now),
  };
}

/** The look of the evaluation before, which the end of a step goes by: most of the time nothing is the matter. */
function lookBefore(rollout: Rollout, { what, evidence }: Happening, now: number, hand: Hand): Step | null {
  const ends = ['baking', 'waiting', 'draining', 'hooking'].includes(rollout.phase.status);
  if (!ends || what.kind === 'observation' || evidence.says === 'unreadable') return null;
  const looked = observation(rollout, false, ['as intended', 'as intended'], now);
  return step(rollout, looked, { ...NOTHING, freeze: () => freezeOf(evidence, now) }, now, hand);
}

/**
 * Lets everything happen, from a good start on, and gives every step.
 *
 * @param hand freezes what is given to decide where it is left out, so that a change of it throws
 */
export function* steps(service: Service, list: readonly Happening[], hand: Hand = frozen): Generator<Step> {
  let now = NOW;
  const start = startOf(
    service,
    'checkout@0',
    { force: false, weight: 0 },
    service.alarms.map((name) => aReading({ name })),
  );
  const first = step(null, start, NOTHING, now, hand);
  yield first;
  let rollout = first.decision.answer === 'accepted' ? first.decision.next : null;
  for (const happening of list) {
    if (rollout === null) throw new Error('The good start was not accepted.');
    now += happening.wait;
    const says = (): AlarmEvidence => evidenceOf(service, happening.evidence, now);
    const looked = lookBefore(rollout, happening, now, hand);
    if (looked !== null) {
      yield looked;
      if (looked.decision.answer === 'accepted') rollout = looked.decision.next;
    }
    const signal = signalOf(service, rollout, happening, now);
    const knows =
      happening.evidence.atOnce && signal.kind !== 'start' && signal.kind !== 'alarm' && signal.kind !== 'rollback';
    const world = worldAround(rollout, happening, says, now);
    const taken = step(rollout, knows ? ({ ...signal, alarms: says() } as Given) : signal, world, now, hand);
    yield taken;
    if (taken.decision.answer === 'accepted') rollout = taken.decision.next;
  }
}
