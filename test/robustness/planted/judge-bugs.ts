import type { Bug } from './bug.ts';

/** Bugs in the judge, in its gate, and in what follows from a verdict. */
export const JUDGE_BUGS: readonly Bug[] = [
  // The judge: what it is given, and what it makes of it.
  {
    title: 'minutes are not ordered',
    file: 'src/analysis/minute.ts',
    from: 'return [...byTime.values()].sort((a, b) => a.at - b.at);',
    to: 'return [...byTime.values()];',
  },
  {
    title: 'incomplete minutes are judged',
    file: 'src/engine/reconcile/read-minutes.ts',
    from: 'const PUBLISHED_AFTER_MS = 60_000;',
    to: 'const PUBLISHED_AFTER_MS = 0;',
  },
  {
    title: 'counts of targets that split for themselves are pooled',
    file: 'src/analysis/minute.ts',
    from: 'if (parts === undefined) return [{ canary, stable }];',
    to: 'if (parts === undefined || parts.length > 0) return [{ canary, stable }];',
  },
  {
    title: 'the guard blames the canary while stable burns too',
    file: 'src/analysis/decide.ts',
    from: "if (canaryBurns && stableBurns) return say('inconclusive', 'shared-incident');",
    to: "if (canaryBurns) return say('unhealthy', 'above-guard');",
  },
  {
    title: 'α is spent anew at each step',
    file: 'src/rollout/analysis/take-minutes.ts',
    from: 'return summarize(judge(minutes, judgePolicy(config, analysis)), last.at);',
    to: 'return summarize(judge(minutes.filter(({ share }) => share === last.share), judgePolicy(config, analysis)), last.at);',
  },
  {
    title: 'what fails ten times as often is tolerated',
    file: 'src/analysis/policy.ts',
    from: 'errorTolerance: 1.1,',
    to: 'errorTolerance: 11,',
  },
  {
    title: 'healthy looks at errors only',
    file: 'src/analysis/decide.ts',
    from: "if (slowness !== null && slowness < EXCLUDED) return ['inconclusive', 'latency-unknown'];",
    to: "if (slowness === null) return ['healthy', 'twice-excluded'];",
  },
  // Metrics of the service's own.
  {
    title: 'a critical metric of the service condemns nothing',
    file: 'src/analysis/decide.ts',
    from: ".filter(({ role }) => role === 'critical')\n    .filter(",
    to: ".filter(({ role }) => role === 'critical' && policy.alpha > 1)\n    .filter(",
  },
  {
    title: 'an advisory metric of the service condemns the canary',
    file: 'src/analysis/decide.ts',
    from: ".filter(({ role }) => role === 'critical')\n    .filter(",
    to: '.filter(',
  },
  {
    title: 'a rate that is worse when it is lower is judged as if it were worse when higher',
    file: 'src/analysis/custom.ts',
    from: "return worseWhen === 'higher'",
    to: "return worseWhen === 'higher' || worseWhen === 'lower'",
  },
  {
    title: 'values that are worse when they are lower are ranked as if they were worse when higher',
    file: 'src/analysis/custom.ts',
    from: "(metric.worseWhen === 'higher' ? counts : counts.toReversed())",
    to: "(metric.worseWhen === 'lower' ? counts : counts.toReversed())",
  },
  {
    title: 'critical metrics of the service do not share α',
    file: 'src/analysis/policy.ts',
    from: 'const part = (alpha * 0.95) / (5 + critical);',
    to: 'const part = (alpha * 0.95) / (5 + 0 * critical);',
  },
  {
    title: 'a count that is late is none at once',
    file: 'src/analysis/to-minutes.ts',
    from: 'cases = isSettled ? 0 : null,',
    to: 'cases = isSettled || !isSettled ? 0 : null,',
  },
  // The gate: what a bake waits for.
  {
    title: 'the gate accepts an old verdict while the metrics cannot be read',
    file: 'src/rollout/analysis/evidence-gate.ts',
    from: 'const isOfNow = analysis?.unreadSince === undefined && minutes.length > 0;',
    to: 'const isOfNow = analysis !== undefined;',
  },
  {
    title: 'a canary that is worse is ignored while an approval is open',
    file: 'src/rollout/alarms/on-alarm.ts',
    from: 'actOnVerdict(before, told, now) ??',
    to: "(before.phase.status === 'awaiting-approval' ? null : actOnVerdict(before, told, now)) ??",
  },
  {
    title: 'the series of a verdict leaves the record without being stored',
    file: 'src/engine/commit/series.ts',
    from: 'await history.keepSeries(rollout.id, decisive.at, decisive.minutes);',
    to: 'await history.keepSeries(rollout.id, decisive.at, []);',
  },
  {
    title: 'the series of a verdict leaves the record before its message is drawn',
    file: 'src/engine/commit/series.ts',
    from: 'decisive.minutes.length === 0 || isWaiting) return record;',
    to: 'decisive.minutes.length === 0 || outbox.length > 1000) return record;',
  },
  {
    title: 'a bake that waited long enough goes on without evidence',
    file: 'src/rollout/analysis/evidence-gate.ts',
    from: 'if (now >= due + wait) {',
    to: 'if (now >= due + wait && verdict !== undefined) return before;\n  if (now >= due + wait) {',
  },
  {
    title: 'the answer of a person counts for another step',
    file: 'src/rollout/analysis/evidence-gate.ts',
    from: "analysis?.answer?.for === 'unhealthy' || analysis?.answer?.step === step;",
    to: 'analysis?.answer !== undefined;',
  },
  // What follows from a verdict.
  {
    title: 'a verdict acts in a service that only watches',
    file: 'src/rollout/analysis/take-minutes.ts',
    from: "if (config.analysis?.acts !== true || analysis.answer?.for === 'unhealthy' || !isGuarded(rollout)) return null;",
    to: "if (config.analysis === undefined || analysis.answer?.for === 'unhealthy' || !isGuarded(rollout)) return null;",
  },
  {
    title: 'the gate accepts what is not unhealthy',
    file: 'src/rollout/analysis/evidence-gate.ts',
    from: "if (verdict?.outcome === 'healthy') return",
    to: "if (verdict !== undefined && verdict.outcome !== 'unhealthy') return",
  },
  {
    title: 'an alarm rolls back in an incident that both versions share',
    file: 'src/rollout/analysis/shared-incident.ts',
    from: "if (verdict.reason === 'shared-incident')",
    to: 'if (verdict.isFix && verdict.through > now)',
  },
];
