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

/** The signs of preflight's list, in the order in which their entries stand: what prevents the start, what to know, what is fine. */
const SIGNS = ['✗', '⚠️', '✓'] as const;

function checkMark({ ok, remedy }: Check): (typeof SIGNS)[number] {
  if (!ok) return '✗';
  return remedy === '' ? '✓' : '⚠️';
}

function checkLine(check: Check): string {
  const about = check.about === null ? '' : `*${escapeMrkdwn(shortenUuids(check.about), 120)}*: `;
  return `${checkMark(check)} ${about}${escapeMrkdwn(check.text, 300)} ${escapeMrkdwn(check.remedy, 300)}`;
}

/** Says in one line how many checks passed. @param others the number of checks that did not */
function passedLine(passed: number, others: number): string {
  if (others === 0) return passed === 1 ? '✓ The check passed.' : `✓ All ${passed} checks passed.`;
  return passed === 1 ? '✓ The other check passed.' : `✓ The other ${passed} checks passed.`;
}

/** Preflight as one list: what prevents the start comes first, then what to know; what is fine shares one line. */
export function checkLines(checks: readonly Check[]): string {
  const [blocking = [], warning = [], passed = []] = SIGNS.map((sign) =>
    checks.filter((check) => checkMark(check) === sign),
  );
  const told = [...blocking, ...warning];
  const rest = passed.length === 0 ? [] : [passedLine(passed.length, told.length)];
  return fitLines([...told.map(checkLine), ...rest], ROOM, 'checks');
}
