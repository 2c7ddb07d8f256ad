import { judge } from '../../../../src/analysis/judge.ts';
import { aPolicy, type CustomMetric } from '../../../../src/analysis/policy.ts';
import { summarize } from '../../../../src/analysis/summarize.ts';
import { toMinutes } from '../../../../src/analysis/to-minutes.ts';
import type { Minute } from '../../../../src/domain/analysis/minute.ts';
import type { VerdictSummary } from '../../../../src/domain/analysis/verdict.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { Step } from '../../../../src/domain/steps/registry.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import type { Invocation, SeriesRead } from '../line.ts';
import { type ArmsSetup, MINUTE } from '../setup.ts';
import { clockOf } from '../world/time.ts';
import type { Traffic } from '../world/traffic.ts';
import type { Ground } from './invariants.ts';

/** From when on a canary that is far worse has been found, in milliseconds: some minutes of data, their delay, a late timer. */
const FOUND_MS = 7 * MINUTE;
/** From when on a canary that workers know to be worse has been stopped, in milliseconds: two timers. */
const STOPPED_MS = 4 * MINUTE;
/** A comparison speaks of now for so long, in milliseconds. */
const FRESH_MS = 3 * MINUTE;
/** The chance of a false rollback that a whole plan may spend. */
const ALPHA = 0.01;

/** What the verdicts are compared with: the truth of the world. */
export interface VerdictGround extends Ground {
  readonly arms: ArmsSetup | null;
  readonly traffic: Traffic | null;
}

/** What is checked of verdicts, and of what follows from them. */
export interface VerdictInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  /** The series of a verdict is stored beside the record. */
  onSeries(key: string, minutes: readonly Minute[]): void;
  /** A worker asks CloudWatch for minutes. @param to the end of the last one */
  onAsked(to: number): void;
}

const isBake = (step: Step | undefined): step is Extract<Step, { kind: 'bake' }> => step?.kind === 'bake';

/** Whether the canary would get more after a step, and nobody is asked before. */
function raisesUnasked({ config, step, weight }: Rollout): boolean {
  const next = config.plan.slice(step + 1).find(({ kind }) => !['bake', 'wait-until', 'drain', 'hook'].includes(kind));
  if (weight <= 0 || weight >= 100 || next === undefined || next.kind === 'approve') return false;
  return config.plan.slice(step + 1).some((one) => one.kind === 'shift' || one.kind === 'cohort');
}

/** The shares of a plan and how many minutes each lasts, as the judge is told them. */
function sharesOf({ plan }: Rollout['config']): { share: number; minutes: number }[] {
  const shares: { share: number; minutes: number }[] = [];
  for (const step of plan) {
    if (step.kind === 'shift') shares.push({ share: step.weight / 100, minutes: 1 });
    const current = shares.at(-1);
    if (current !== undefined && step.kind === 'bake') current.minutes += step.ms / MINUTE;
  }
  return shares;
}

/** The metrics of a service's own, as the judge is told them. */
const metricsOf = ({ analysis }: Rollout['config']): readonly CustomMetric[] =>
  (analysis?.custom ?? []).map((metric) => ({
    ...{ name: metric.name, kind: metric.kind, worseWhen: metric.worseWhen, role: metric.role },
    ...{ tolerance: metric.tolerance, limit: metric.kind === 'count' ? metric.limit : null },
  }));

/** The critical metrics of a service's own that are worse in the canary: both are worse when they are lower. */
const worseMetrics = ({ custom }: ArmsSetup): readonly string[] =>
  Object.entries(custom ?? {}).flatMap(([name, { role, ratio }]) => (role === 'critical' && ratio < 1 ? [name] : []));

/** Whether a save brings another verdict. */
const isNew = (was: Rollout, is: Rollout): boolean =>
  JSON.stringify(was.analysis?.verdict) !== JSON.stringify(is.analysis?.verdict);

/** Whether a minute has latency of both arms; where none has, errors alone decide, and the verdict says so. */
const hasLatency = (series: SeriesRead | null): boolean =>
  series?.readings.some(({ parts }) =>
    parts.some(({ canary, stable }) => canary?.latency !== undefined && stable?.latency !== undefined),
  ) === true;

/** Each minute twice, newest first: another worker may have it in any order. */
const otherwise = (minutes: readonly Minute[]): readonly Minute[] =>
  structuredClone([...minutes, ...minutes]).reverse();

/** Whether a rollout compares something that is far worse in the canary. A value without edges is not compared. */
function isFoundIn({ analysis }: Rollout, arms: ArmsSetup): boolean {
  const hasMany = arms.quality !== 'no traffic';
  const compared = analysis?.custom?.filter((source) => source.kind === 'count' || source.edges !== null) ?? [];
  return arms.quality === 'bad' || (hasMany && compared.some(({ name }) => worseMetrics(arms).includes(name)));
}

export function createVerdictInvariants(ground: VerdictGround): VerdictInvariants {
  const { now, arms, traffic } = ground;
  const fail = (invariant: string, detail: string): void => ground.breach({ invariant, detail });
  const judged = new WeakMap<SeriesRead, VerdictSummary | null>();
  /** Steps for whose verdict a person has answered, and whether somebody has for the whole rollout. */
  let answered = new Set<number>();
  const series = new Map<string, readonly Minute[]>();
  let isAnsweredForAll = false;
  /** Since when workers have found the canary to be worse. */
  let worseSince: number | null = null;

  /** The series of a rollout that a worker has read. */
  const readBy = ({ analysis }: Rollout, by: Invocation | null): SeriesRead | null =>
    analysis === undefined ? null : (by?.series.get(JSON.stringify(analysis.sources)) ?? null);

  /** Whether stable was there in the last minute that a worker has read, and failed about as often. */
  const stableFails = (rollout: Rollout, by: Invocation | null): boolean => {
    const { parts = [] } = readBy(rollout, by)?.readings.at(-1) ?? {};
    return parts.some(
      ({ stable }) => stable !== null && stable.requests > 100 && stable.errors > stable.requests * 0.2,
    );
  };

  /** The verdict of another worker on the series that this one has read. */
  const verdictOf = (rollout: Rollout, series: SeriesRead | null): VerdictSummary | null => {
    const { analysis, config } = rollout;
    if (analysis === undefined || series === null) return null;
    const known = judged.get(series);
    if (known !== undefined) return known;
    const minutes = toMinutes(series.readings, analysis.shares, series.range);
    const last = minutes.at(-1);
    const guard = config.analysis?.guard ?? null;
    const policy = aPolicy({ plan: sharesOf(config), split: analysis.split, guard, metrics: metricsOf(config) });
    const verdict = last === undefined ? null : summarize(judge(otherwise(minutes), policy), last.at);
    judged.set(series, verdict);
    return verdict;
  };

  /** The same series gives the same verdict in every worker; it can be had again from the record, and spends no more than it may. */
  const isReproducible = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const verdict = is.analysis?.verdict;
    if (verdict === undefined || !isNew(was, is)) return;
    const series = readBy(was, by);
    if (series === null) {
      fail('the same series gives the same verdict', `${by?.what} has read no series`);
      return;
    }
    const another = verdictOf(was, series);
    if (JSON.stringify(another) !== JSON.stringify(verdict))
      fail(
        'the same series gives the same verdict',
        `${verdict.outcome} (${verdict.reason}, ${verdict.given} minutes) instead of ${another?.outcome} (${another?.reason}, ${another?.given})`,
      );
    if (verdict.spent > ALPHA * 1.000_01) fail('α is spent once', `${verdict.spent} of ${ALPHA} are spent`);
    const { decisive } = is.analysis ?? {};
    if (decisive === undefined || decisive.at === was.analysis?.decisive?.at) return;
    if (decisive.minutes.length === 0) fail('a verdict has its evidence', `it was ${decisive.verdict.outcome}`);
  };

  /** The series of a verdict leaves the record only when all of it is stored beside it, and the verdict was told or given up. */
  const isKept = (before: ServiceRecord, { rollout: is, outbox }: ServiceRecord): void => {
    const [known, decisive] = [before.rollout?.analysis?.decisive, is?.analysis?.decisive];
    if (decisive?.isApart !== true || known?.isApart === true || known?.at !== decisive.at) return;
    const stored = series.get(`${is?.id}/${decisive.at}`);
    if (JSON.stringify(stored) !== JSON.stringify(known.minutes))
      fail('a verdict has its evidence', `${stored?.length ?? 0} of ${known.minutes.length} minutes are stored`);
    if (outbox.some(({ body }) => body.kind === 'verdict' && body.at === decisive.at))
      fail('a verdict has its evidence', 'its message still waits, and is drawn from the record');
  };

  /** The verdict is not wrong about what is known of this world. */
  const isTrue = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const verdict = is.analysis?.verdict;
    if (arms === null || verdict === undefined || !isNew(was, is)) return;
    const isWorse = arms.quality === 'bad' || arms.quality === 'slow' || worseMetrics(arms).length > 0;
    // Where nobody is on stable, only the guard of the service speaks, whatever stable would have done.
    const isBlamed = verdict.outcome === 'unhealthy' && (verdict.reason !== 'above-guard' || stableFails(was, by));
    if (!isWorse && isBlamed)
      fail(
        arms.quality === 'shared incident'
          ? 'a shared incident never counts against the canary'
          : 'a good canary is not blamed',
        `${arms.quality}: ${verdict.reason} ${JSON.stringify(verdict.tests)}`,
      );
    if (arms.quality === 'bad' && verdict.outcome === 'healthy')
      fail('a bad canary is not called healthy', `${verdict.reason} after ${verdict.compared} minutes`);
    if (arms.quality === 'slow' && verdict.outcome === 'healthy' && hasLatency(readBy(was, by)))
      fail('a slow canary is not called healthy', `${verdict.reason} after ${verdict.compared} minutes`);
  };

  /** Nothing inconclusive is promoted without a person. */
  const isKnownFirst = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    const step = was.config.plan[was.step];
    if (!isBake(step) || is.step <= was.step || !raisesUnasked(was)) return;
    const isWatched = step.atMost !== undefined || (was.analysis !== undefined && was.config.analysis?.acts === true);
    const isPersons = by?.command?.name === 'skip' || by?.command?.name === 'promote';
    if (!isWatched || isPersons || isAnsweredForAll || answered.has(was.step)) return;
    const verdict = verdictOf(was, readBy(was, by));
    if (verdict?.outcome !== 'healthy')
      fail(
        'nothing inconclusive is promoted without a person',
        `step ${was.step} → ${is.step} on ${verdict?.outcome ?? 'no verdict'} (${verdict?.reason}) by ${by?.what}`,
      );
  };

  /** Notes the word of a person on a verdict. */
  const noteAnswer = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    if (was.phase.status !== 'holding' || is.phase.status === 'holding' || by?.command?.name !== 'resume') return;
    if (was.phase.why.kind === 'unhealthy') isAnsweredForAll = true;
    if (was.phase.why.kind === 'inconclusive') answered.add(was.step);
  };

  /** Whoever goes back for a verdict or an alarm has a reason in what was read. */
  const isToBlame = (was: Rollout, is: Rollout, by: Invocation | null): void => {
    if (['rolling-back', 'stuck'].includes(was.phase.status) || is.phase.status !== 'rolling-back') return;
    const { kind } = is.phase.reason;
    const verdict = verdictOf(was, readBy(was, by));
    const { analysis } = was.config;
    if (kind === 'verdict' && (verdict?.outcome !== 'unhealthy' || analysis?.acts !== true || isAnsweredForAll))
      fail('a rollback for a verdict has one', `${verdict?.outcome ?? 'none'} (${verdict?.reason})`);
    const isFresh = verdict !== null && now() - verdict.through < FRESH_MS;
    const mayHold = analysis?.acts === true && analysis.onSharedIncident === 'hold';
    if (kind === 'alarm' && mayHold && isFresh && verdict.reason === 'shared-incident')
      fail('a shared incident never counts against the canary', `an alarm rolled back by ${by?.what}`);
  };

  /** A canary that is worse is stopped, whatever the plan waits for, and one that is far worse is known to be. */
  const isStopped = (is: Rollout, by: Invocation | null): void => {
    const { phase, config, analysis } = is;
    const series = by?.what.startsWith('timer') === true ? readBy(is, by) : null;
    if (series === null || isAnsweredForAll || config.analysis?.acts !== true) return;
    if (isFinished(is) || phase.status === 'rolling-back' || phase.status === 'stuck') return;
    const mayOnlyHold = config.analysis.onUnhealthy === 'hold' || is.noReturnAt !== null;
    if (mayOnlyHold && phase.status === 'holding') return;
    if (verdictOf(is, series)?.outcome !== 'unhealthy') worseSince = null;
    else worseSince ??= now();
    if (worseSince !== null && worseSince < now() - STOPPED_MS)
      fail('watching never stops', `the canary is worse since ${clockOf(worseSince)}, and it is ${phase.status}`);
    const isFarWorse = arms !== null && !arms.isLate && is.weight < 100 && isFoundIn(is, arms);
    const hasTraffic = (traffic?.lowestSince(now() - FOUND_MS) ?? 0) >= 5;
    if (isFarWorse && hasTraffic && !ground.wasInTrouble(now() - FOUND_MS))
      fail('watching never stops', `the canary is far worse, the verdict is ${analysis?.verdict?.outcome}`);
  };

  return {
    onSave(before, after, by) {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      if (is !== null && was?.id !== is.id) {
        answered = new Set();
        isAnsweredForAll = false;
        worseSince = null;
      }
      if (before === null || was === null || is === null || was.id !== is.id) return;
      isReproducible(was, is, by);
      isKept(before, after);
      isTrue(was, is, by);
      isKnownFirst(was, is, by);
      noteAnswer(was, is, by);
      isToBlame(was, is, by);
      isStopped(is, by);
    },
    onSeries(key, minutes) {
      series.set(key, minutes);
    },
    onAsked(to) {
      if (to > now() - MINUTE + CLOCK_SKEW_MS / 2)
        fail('only complete minutes are judged', `one that ended ${(now() - to) / 1_000} s ago`);
    },
  };
}
