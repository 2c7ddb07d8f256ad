import { rolloutExposureText, rolloutVerdictText } from '../../../../domain/analysis/rollout-words.ts';
import type { VerdictSummary } from '../../../../domain/analysis/verdict.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';

/** One sign per outcome. */
export const verdictSigns: Readonly<Record<VerdictSummary['outcome'], string>> = {
  healthy: '✅',
  unhealthy: '❌',
  inconclusive: '❔',
};

/** Returns the moment at which the first critical limit was crossed, in milliseconds; null where none was. */
export function findFirstCrossing({ tests, crossed }: VerdictSummary): number | null {
  const moments = tests.flatMap(({ name, crossedAt: at }) => (at !== null && crossed.includes(name) ? [at] : []));
  return moments.length === 0 ? null : Math.min(...moments);
}

/** Tells whether the card says the same numbers as the reason for what Serin did. */
function isSaidAlready({ phase }: Rollout, text: string): boolean {
  if (phase.status === 'holding') return 'detail' in phase.why && phase.why.detail === text;
  return 'reason' in phase && phase.reason.kind === 'verdict' && phase.reason.detail === text;
}

/** Returns what Serin would have done where it only watches, as a sentence; empty where it acts. */
function wouldHave({ config }: Rollout, { outcome }: VerdictSummary): string {
  if (config.analysis?.acts !== false || outcome !== 'unhealthy') return '';
  const act = config.analysis.onUnhealthy === 'rollback' ? 'rolled back' : 'held and asked';
  return ` Serin only watches (analysis: off); otherwise it would have ${act}.`;
}

/** True where an alarm took the canary back before the comparison had its minutes: what it found then is no all-clear. */
function isBeforeAlarm({ phase }: Rollout, { outcome }: VerdictSummary): boolean {
  return outcome !== 'unhealthy' && 'reason' in phase && phase.reason.kind === 'alarm';
}

/** Returns the verdict on the canary and the requests that met it, as mrkdwn; empty where both versions were never compared. */
export function verdictLines(rollout: Rollout): string {
  const { analysis } = rollout;
  const verdict = analysis?.verdict;
  if (verdict === undefined) return '';
  const text = rolloutVerdictText(rollout, verdict);
  const at = verdict.outcome === 'unhealthy' ? findFirstCrossing(verdict) : null;
  const moment = at === null ? '' : `he limit was crossed at ${formatMoment(at, '{time}')}`;
  const said = isSaidAlready(rollout, text);
  const line = said
    ? moment === ''
      ? ''
      : `T${moment}.`
    : `${escapeMrkdwn(text, 500)}${moment === '' ? '' : `; t${moment}`}.`;
  const unread = analysis?.unreadSince;
  const stale = unread === undefined ? '' : ` The metrics could not be read since ${formatMoment(unread, '{time}')}.`;
  const isOld = isBeforeAlarm(rollout, verdict);
  const first = `${line}${wouldHave(rollout, verdict)}${isOld ? ' That was before the alarm.' : ''}${stale}`.trim();
  const sign = isOld ? 'ℹ️' : verdictSigns[verdict.outcome];
  const exposure = escapeMrkdwn(rolloutExposureText(rollout), 300);
  return [first === '' ? '' : `${sign} ${first}`, exposure].filter((each) => each !== '').join('\n');
}
