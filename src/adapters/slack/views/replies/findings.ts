import type { Check, Finding } from '../../../../domain/finding.ts';
import { shortenUuids } from '../../../../domain/wording.ts';
import { escapeMrkdwn, fitLines } from '../parts/mrkdwn.ts';

/** Room for findings in one message, in characters. */
const ROOM = 1500;

/** Lists the findings of preflight with their remedies; those that block the start come first. */
export function findingLines(findings: readonly Finding[]): string {
  const ordered = [...findings].sort((a, b) => Number(b.severity === 'blocks') - Number(a.severity === 'blocks'));
  const lines = ordered.map((finding) => {
    const sign = finding.severity === 'blocks' ? '✗' : '⚠️';
    const about = finding.about === null ? '' : `*${escapeMrkdwn(shortenUuids(finding.about), 120)}*: `;
    return `${sign} ${about}${escapeMrkdwn(finding.message, 300)} ${escapeMrkdwn(finding.remedy, 300)}`;
  });
  return fitLines(lines, ROOM, 'findings');
}

/** One sign per entry of preflight's list: a cross, something to know, a tick. */
function checkMark({ ok, remedy }: Check): string {
  if (!ok) return '✗';
  return remedy === '' ? '✓' : '⚠️';
}

/** Preflight as one list: what prevents the start comes first, what is fine last. */
export function checkLines(checks: readonly Check[]): string {
  const lines = checks.map((check) => {
    const about = check.about === null ? '' : `*${escapeMrkdwn(shortenUuids(check.about), 120)}*: `;
    const remedy = check.remedy === '' ? '' : ` ${escapeMrkdwn(check.remedy, 300)}`;
    return `${checkMark(check)} ${about}${escapeMrkdwn(check.text, 300)}${remedy}`;
  });
  return fitLines(lines, ROOM, 'checks');
}
