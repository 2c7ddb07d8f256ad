import { stepText } from '../../config/steps/registry.ts';
import type { RolloutFacts } from '../../domain/rollout/facts.ts';
import type { CallerAnswer } from '../../ports/inbound/caller.ts';
import { standingText, timeText } from '../commands/rollouts/lines.ts';
import type { Inputs } from './inputs.ts';
import type { Outcome } from './outcome.ts';

/** The parts of a job summary. */
export interface Summarized {
  readonly inputs: Inputs;
  readonly outcome: Outcome;
  /** The answer of Serin; null where there is none. */
  readonly answer: CallerAnswer | null;
  /** Everything else that was said, where there is no answer. */
  readonly said: readonly string[];
}

const TITLES: Readonly<Record<Outcome, string>> = {
  completed: '✓ Everybody has the new version',
  'rolled-back': '✗ Rolled back',
  stuck: '✗ Stuck: somebody has to look',
  'timed-out': '✗ Not over in time; the rollout goes on',
  interrupted: '✗ Interrupted; the rollout goes on',
  refused: '✗ Refused: nothing was started',
  failed: '✗ Failed',
  started: '✓ Started; it goes on without this job',
  possible: '✓ A start is possible; nothing was moved',
};

/** Returns the news in words: the newest entry of a rollout that was waited for, the answer, or what else was said. */
export function newsText({ inputs, answer, said }: Omit<Summarized, 'outcome'>): string {
  if (answer === null) return said.join('\n');
  const newest = inputs.wait ? answer.rollout?.timeline.at(-1)?.text : undefined;
  return newest ?? answer.text;
}

/** Returns a job summary in GitHub's Markdown. Texts of people and of AWS are escaped. */
export function summaryText({ outcome, ...summarized }: Summarized): string {
  const { inputs, answer } = summarized;
  const lines = [
    `### ${plain(inputs.service)} ${plain(inputs.words.join(' '))}: ${TITLES[outcome]}`,
    plain(newsText(summarized)),
    ...(answer === null ? [] : answerParts(answer)),
  ];
  return `${lines.join('\n\n')}\n`;
}

function answerParts({ rollout, findings, preview }: CallerAnswer): readonly string[] {
  const checks =
    preview?.checks.map(({ ok, about, text, remedy }) => ({ sign: ok ? '✓' : '✗', about, text, remedy })) ??
    findings.map(({ severity, about, message, remedy }) => ({
      sign: severity === 'blocks' ? '✗' : '!',
      about,
      text: message,
      remedy,
    }));
  const list = checks.map(({ sign, about, text, remedy }) => {
    const named = about === null ? text : `${about}: ${text}`;
    return `- ${sign} ${plain(named)}${remedy === '' ? '' : ` → ${plain(remedy)}`}`;
  });
  const plan = preview === null ? [] : [`Plan: ${preview.plan.map((step) => plain(stepText(step))).join(', ')}`];
  return [...(list.length === 0 ? [] : [list.join('\n')]), ...plan, ...(rollout === null ? [] : rolloutParts(rollout))];
}

function rolloutParts(rollout: RolloutFacts): readonly string[] {
  const { id, by, startedAt, reason, verdict, targets, timeline, card } = rollout;
  const rows: readonly (readonly [string, string])[] = [
    ['Rollout', id],
    ['Stands at', standingText(rollout)],
    ...(reason === null ? [] : [['Reason', reason] as const]),
    ['Verdict', verdict === undefined || verdict === null ? 'Both versions were not compared' : verdict.text],
    ['Started', `by ${by} at ${timeText(startedAt)}`],
    ...targets.map(({ name, stable, canary }): readonly [string, string] => [name, `${stable} → ${canary}`]),
  ];
  return [
    ...(card === null || !card.startsWith('https://') ? [] : [`[Card in Slack](<${card.replaceAll(/[<>\s]/g, '')}>)`]),
    ['| | |', '|---|---|', ...rows.map(([key, value]) => `| ${plain(key)} | ${plain(value)} |`)].join('\n'),
    ...(timeline.length === 0 ? [] : [timeline.map(({ at, text }) => `- ${timeText(at)} ${plain(text)}`).join('\n')]),
  ];
}

/** Returns a text that Markdown shows as it is, on one line. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]#!|~$@]/g, '\\$&');
}
