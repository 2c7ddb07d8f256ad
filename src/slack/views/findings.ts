import type { Finding } from '../../rollout/record.ts';
import { escaped, fitLines } from '../mrkdwn.ts';

/** Room for findings in one message, in characters. */
const ROOM = 1500;

/** What preflight found, each with what to do; what prevents the start comes first. */
export function findingLines(findings: readonly Finding[]): string {
  const ordered = [...findings].sort((a, b) => Number(b.severity === 'blocks') - Number(a.severity === 'blocks'));
  const lines = ordered.map((finding) => {
    const sign = finding.severity === 'blocks' ? '✗' : '⚠️';
    const about = finding.about === null ? '' : `*${escaped(finding.about, 120)}*: `;
    return `${sign} ${about}${escaped(finding.message, 300)} ${escaped(finding.remedy, 300)}`;
  });
  return fitLines(lines, ROOM, 'findings');
}
