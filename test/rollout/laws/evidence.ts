import type { Minute } from '../../../src/domain/analysis/minute.ts';
import { isFinished, type Rollout } from '../../../src/domain/rollout/record.ts';
import { stepTraits } from '../../../src/domain/steps/registry.ts';
import type { Step } from '../steps.ts';
import { insist, type Law } from './law.ts';
import { changeOf, evidenceIn, isQuiet, riseIn } from './reason-to-rise.ts';

const GOES_BACK: readonly string[] = ['rolling-back', 'stuck', 'rolled-back'];

/** The metrics that a signal brings; empty when it brings none, or they could not be read. */
function minutesIn({ signal }: Pick<Step, 'signal'>): readonly Minute[] {
  return 'minutes' in signal && signal.minutes !== undefined && signal.minutes !== 'unreadable' ? signal.minutes : [];
}

/** Requests and errors of both arms. Written without the judge. */
function sums(minutes: readonly Minute[]) {
  const sum = (pick: (minute: Minute) => number | undefined) =>
    minutes.reduce((total, minute) => total + (pick(minute) ?? 0), 0);
  return {
    requests: sum((minute) => minute.canary?.requests),
    errors: sum((minute) => minute.canary?.errors),
    total: sum((minute) => (minute.canary?.errors ?? 0) + (minute.stable?.errors ?? 0)),
    all: sum((minute) => (minute.canary?.requests ?? 0) + (minute.stable?.requests ?? 0)),
  };
}

/** Whether the numbers exclude that the canary is twice as bad, or fails 0.5 %: JUDGE's two likelihood ratios of ten. */
function excludesABadCanary(minutes: readonly Minute[]): boolean {
  const { requests, errors, total, all } = sums(minutes);
  const share = all === 0 ? 0 : requests / all;
  const twice = total * Math.log(1 + share) - errors * Math.LN2;
  const rate = 0.004 * requests - errors * Math.log(5);
  return Math.max(twice, rate) >= Math.LN10 - 1e-9;
}

/** Whether people are asked before the canary gets more. */
function asksBeforeMore({ config, step }: Rollout): boolean {
  const next = config.plan.slice(step + 1).map(stepTraits);
  return next.find(({ raises, asks }) => raises || asks !== null)?.asks != null;
}

function compares({ analysis, config }: Rollout): boolean {
  return analysis !== undefined && config.analysis?.acts === true;
}

function risesOnEvidence(step: Step): void {
  const rise = riseIn(step);
  if (rise === null || rise.signal.kind !== 'timer' || rise.before.phase.status !== 'baking') return;
  const { before } = rise;
  if (!compares(before) || before.weight <= 0 || before.weight >= 100 || asksBeforeMore(before)) return;
  const { answer } = before.analysis ?? {};
  const isAnswered = answer !== undefined && (answer.for === 'unhealthy' || answer.step === before.step);
  insist(isAnswered || excludesABadCanary(minutesIn(step)), 'A timer raised what may be worse.');
}

/** Far worse, so that no sensible test misses it. */
function isFarWorse(minutes: readonly Minute[]): boolean {
  const { requests, errors, total, all } = sums(minutes);
  return requests > 1_000 && errors / requests > 2 * ((total - errors) / (all - requests));
}

function stopsABadCanary(step: Step): void {
  const { before, signal, decision } = step;
  if (before === null || isFinished(before) || signal.kind !== 'timer' || signal.rollout !== before.id) return;
  if (GOES_BACK.includes(before.phase.status) || !compares(before) || before.weight >= 100) return;
  if (!isFarWorse(minutesIn(step)) || before.analysis?.answer?.for === 'unhealthy') return;
  if (!isQuiet(before, evidenceIn(signal))) return;
  const next = decision.answer === 'accepted' ? decision.next : before;
  const goesBack = before.config.analysis?.onUnhealthy === 'rollback' && before.noReturnAt === null;
  const wanted = goesBack ? GOES_BACK : ['holding'];
  insist(wanted.includes(next.phase.status), () => `It is ${next.phase.status}.`);
}

function blamesNoSharedIncident(step: Step): void {
  const change = changeOf(step);
  // At 100 % there is no stable to compare with: the guard alone judges.
  if (change === null || isFarWorse(minutesIn(step)) || change.before.weight >= 100) return;
  const { before, next } = change;
  const isBlamed = (rollout: Rollout) => 'reason' in rollout.phase && rollout.phase.reason.kind === 'verdict';
  insist(!isBlamed(next) || isBlamed(before), 'The canary is blamed.');
}

function keepsTheSeries(step: Step): void {
  const change = changeOf(step);
  if (change === null) return;
  const { phase, analysis } = change.next;
  const isVerdict =
    ('reason' in phase && phase.reason.kind === 'verdict') || ('why' in phase && phase.why.kind === 'unhealthy');
  if (!isVerdict) return;
  const decisive = analysis?.decisive;
  insist(decisive?.verdict.outcome === 'unhealthy' && decisive.minutes.length > 0, 'The series is not kept.');
}

/** What holds of the comparison of both versions in every step. */
export const lawsOfEvidence: readonly Law[] = [
  {
    code: 'raises-on-evidence',
    says: 'raises nobody by a timer while a bad canary is not excluded, unless a person answered',
    keep: risesOnEvidence,
  },
  { code: 'stops-bad', says: 'rolls back or holds when the canary is far worse than stable', keep: stopsABadCanary },
  {
    code: 'blames-nothing-shared',
    says: 'never blames the canary for what both versions share',
    keep: blamesNoSharedIncident,
  },
  { code: 'keeps-series', says: 'keeps the series with a verdict that acted', keep: keepsTheSeries },
];
