import { judge } from '../../analysis/judge.ts';
import { summarize } from '../../analysis/summarize.ts';
import type { DecisiveVerdict, RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { Minute, MinuteEvidence } from '../../domain/analysis/minute.ts';
import { rolloutVerdictText } from '../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../domain/analysis/verdict.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { isGuarded } from '../alarms/act-on-alarm.ts';
import { accept, addEntry, hold, startRollback } from '../state/transition.ts';
import { judgePolicy } from './policy.ts';

/** The newest minutes of the series that are kept with a verdict that decided something: four hours. */
const KEPT_MINUTES = 240;
/** The most characters that they take: the record of a service is one item of DynamoDB, of at most 400 KB. */
const KEPT_CHARACTERS = 150_000;

/** Returns the newest minutes of a series, as many as a record has room for. */
function newestMinutes(minutes: readonly Minute[]): readonly Minute[] {
  let room = KEPT_CHARACTERS;
  const kept = minutes.slice(-KEPT_MINUTES);
  const first = kept.findLastIndex((minute) => {
    room -= JSON.stringify(minute).length + 1;
    return room < 0;
  });
  return kept.slice(first + 1);
}

/** Judges the minutes of a rollout; null where there is none to judge. */
function judgeMinutes(rollout: Rollout, minutes: readonly Minute[]): VerdictSummary | null {
  const { analysis, config } = rollout;
  const last = minutes.at(-1);
  if (analysis === undefined || last === undefined) return null;
  return summarize(judge(minutes, judgePolicy(config, analysis)), last.at);
}

function withAnalysis(rollout: Rollout, changes: Partial<RolloutAnalysis>): Rollout {
  return rollout.analysis === undefined ? rollout : { ...rollout, analysis: { ...rollout.analysis, ...changes } };
}

/** Keeps the verdict that decides something now, with the series that it was made from. */
export function keepDecisive(
  rollout: Rollout,
  verdict: VerdictSummary,
  minutes: readonly Minute[],
  now: number,
): Rollout {
  const decisive: DecisiveVerdict = { at: now, verdict, minutes: newestMinutes(minutes) };
  return withAnalysis(rollout, { decisive });
}

/** Says what changed, where the outcome did: people read it in the thread. */
function withNews(before: Rollout, rollout: Rollout, verdict: VerdictSummary, now: number): Rollout {
  const known = before.analysis?.verdict;
  const isShared = verdict.reason === 'shared-incident';
  const isSame = known?.outcome === verdict.outcome && (known.reason === 'shared-incident') === isShared;
  if (isSame || (verdict.outcome === 'inconclusive' && !isShared)) return rollout;
  const text = rolloutVerdictText(rollout, verdict);
  if (verdict.outcome !== 'unhealthy') return addEntry(rollout, now, `${text}.`);
  return rollout.config.analysis?.acts === false
    ? addEntry(rollout, now, `${text}. Serin only watches (analysis: off) and does nothing.`)
    : rollout;
}

/** The rollout with the newest verdict, and the minutes that it was made from. */
export interface Judged {
  readonly rollout: Rollout;
  readonly minutes: readonly Minute[];
}

/** Takes in the metrics of both arms. What cannot be read leaves the verdict as it was, and the moment is noted. */
export function takeMinutes(rollout: Rollout, evidence: MinuteEvidence | undefined, now: number): Judged {
  const { analysis } = rollout;
  if (analysis === undefined || evidence === undefined || !isGuarded(rollout)) return { rollout, minutes: [] };
  if (evidence === 'unreadable') {
    const unreadSince = analysis.unreadSince ?? now;
    return { rollout: withAnalysis(rollout, { unreadSince }), minutes: [] };
  }
  const { unreadSince: _before, ...readable } = analysis;
  const known: Rollout = { ...rollout, analysis: readable };
  const verdict = judgeMinutes(known, evidence);
  if (verdict === null) return { rollout: known, minutes: evidence };
  return { rollout: withNews(rollout, withAnalysis(known, { verdict }), verdict, now), minutes: evidence };
}

/** Acts where the canary is worse than stable, once. Null where it is not known to be, where people answered, or none is to act. */
export function actOnVerdict(before: Rollout, { rollout, minutes }: Judged, now: number): Decision | null {
  const { analysis, config, phase, noReturnAt } = rollout;
  const verdict = analysis?.verdict;
  if (analysis === undefined || verdict?.outcome !== 'unhealthy' || minutes.length === 0) return null;
  if (config.analysis?.acts !== true || analysis.answer?.for === 'unhealthy' || !isGuarded(rollout)) return null;
  const detail = rolloutVerdictText(rollout, verdict);
  const kept = keepDecisive(rollout, verdict, minutes, now);
  if (config.analysis.onUnhealthy === 'rollback' && noReturnAt === null) {
    const next = startRollback(kept, { kind: 'verdict', detail }, now, { kind: 'serin' });
    return accept(before, next, `${detail}. Serin rolls back.`);
  }
  if (phase.status === 'holding' && phase.why.kind === 'unhealthy') return null;
  const past = noReturnAt === null ? '' : ' It is past the point of no return, so Serin does not roll back by itself.';
  const text = `${detail}. Serin holds and asks.${past}`;
  return accept(before, hold(kept, { kind: 'unhealthy', detail }, now, text), text);
}

/** The card shows the numbers anew this often while the outcome stays. */
const DRAW_EVERY_MS = 5 * 60_000;

/** Saves a new verdict. The card shows a new outcome at once, and new numbers every five minutes. */
export function keepVerdict(before: Rollout, next: Rollout): Decision {
  const [was, is] = [before.analysis?.verdict, next.analysis?.verdict];
  const say = 'Compared both versions.';
  const isNew = was?.outcome !== is?.outcome || was?.reason !== is?.reason;
  const slot = (verdict: VerdictSummary | undefined) => Math.floor((verdict?.through ?? 0) / DRAW_EVERY_MS);
  if (!isNew && slot(was) === slot(is)) return { answer: 'accepted', next, effects: [], say };
  const key = `card#${next.id}#${next.entries}#verdict-${is?.through ?? 0}`;
  return { answer: 'accepted', next, effects: [{ key, body: { kind: 'card', rollout: next.id } }], say };
}
