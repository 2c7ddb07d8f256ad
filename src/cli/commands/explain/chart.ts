import { partText } from '../../../domain/analysis/count-words.ts';
import { verdictText } from '../../../domain/analysis/words.ts';
import { formatNumber } from '../../../domain/wording.ts';
import type { ExplainedMinute, ExplainedVerdict } from '../../../rollout/analysis/explain-verdict.ts';
import type { Account, Decided } from './account.ts';
import { minuteText } from './minute-table.ts';
import { escapeXml, label, type Point, path, roundUp, straight, wrap } from './svg.ts';

const WIDTH = 800;
const [LEFT, RIGHT] = [70, 780];
const PANEL = 150;
const [FIRST_TOP, SECOND_TOP] = [110, 330];
const HEIGHT = SECOND_TOP + PANEL + 40;
/** The most labels on the time axis. */
const TIMES = 6;
/** The marks of a value axis, 0 included. */
const MARKS = 5;

const CANARY = 'stroke="#c2410c" stroke-width="2"';
const STABLE = 'stroke="#1d4ed8" stroke-width="2" stroke-dasharray="6 4"';
const LIMIT = 'stroke="#111827" stroke-width="2" stroke-dasharray="2 5"';
const GRID = 'stroke="#d1d5db"';

/** A line of a panel; its values are in the order of the minutes, null where there is none. */
interface Line {
  readonly name: string;
  readonly look: string;
  readonly values: readonly (number | null)[];
}

interface Panel {
  readonly title: string;
  readonly top: number;
  readonly lines: readonly Line[];
  readonly mark: (value: number) => string;
}

const rate = (arm: ExplainedMinute['canary']): number | null =>
  arm === null || arm.requests === 0 ? null : arm.errors / arm.requests;

/** Returns the test whose limit decided, or the first one. */
function shownTest({ again, stored }: Decided): string {
  return stored.verdict.crossed[0] ?? again.tests[0]?.name ?? '';
}

/** Returns the moment at which the limit of a test was crossed; null where it was not. */
function findCrossing({ stored }: Decided, name: string): number | null {
  return stored.verdict.tests.find((test) => test.name === name)?.crossedAt ?? null;
}

/** Returns where a minute is on the time axis. */
function timeScale(minutes: ExplainedVerdict['minutes']): (at: number) => number {
  const [first = 0, last = 0] = [minutes[0]?.at, minutes.at(-1)?.at];
  return (at) => (last === first ? (LEFT + RIGHT) / 2 : LEFT + ((at - first) / (last - first)) * (RIGHT - LEFT));
}

function legend({ lines, top, title }: Panel): string {
  const items = lines.map(({ name, look }, i) => {
    const x = LEFT + 240 + i * 170;
    return straight([x, top - 16], [x + 26, top - 16], look) + label(x + 32, top - 12, name.slice(0, 20));
  });
  return label(LEFT, top - 12, title, 'font-weight="bold"') + items.join('');
}

function drawPanel(panel: Panel, minutes: ExplainedVerdict['minutes']): string {
  const { lines, top, mark } = panel;
  const x = timeScale(minutes);
  const highest = roundUp(Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const y = (value: number) => top + PANEL - (Math.max(0, value) / highest) * PANEL;
  const marks = Array.from({ length: MARKS }, (_, i) => (highest * i) / (MARKS - 1));
  const grid = marks.map(
    (value) =>
      straight([LEFT, y(value)], [RIGHT, y(value)], GRID) +
      label(LEFT - 8, y(value) + 4, mark(value), 'text-anchor="end"'),
  );
  const drawn = lines.map(({ values, look }) => {
    const points = minutes.map(({ at }, i): Point => [x(at), values[i] === null ? null : y(values[i] ?? 0)]);
    return path(points, look);
  });
  return [legend(panel), ...grid, ...drawn].join('\n');
}

function timeAxis(minutes: ExplainedVerdict['minutes']): string {
  const x = timeScale(minutes);
  const every = Math.max(1, Math.ceil((minutes.length - 1) / (TIMES - 1)));
  return minutes
    .filter((_, i) => i % every === 0)
    .map(({ at }) => label(x(at), HEIGHT - 18, minuteText(at).slice(11), 'text-anchor="middle"'))
    .join('');
}

/** Draws the moment at which the limit was crossed through both panels. */
function crossingLine(at: number | null, minutes: ExplainedVerdict['minutes']): string {
  if (at === null) return '';
  const x = timeScale(minutes)(at);
  const isRight = x > (LEFT + RIGHT) / 2;
  const place = `fill="#b91c1c" text-anchor="${isRight ? 'end' : 'start'}"`;
  return (
    straight([x, FIRST_TOP], [x, SECOND_TOP + PANEL], 'stroke="#b91c1c" stroke-width="1.5"') +
    label(x + (isRight ? -6 : 6), SECOND_TOP - 38, `limit crossed at ${minuteText(at).slice(11)}`, place)
  );
}

function listPanels({ context }: Account, decided: Decided): readonly Panel[] {
  const { minutes } = decided.again;
  const name = shownTest(decided);
  const points = minutes.map(({ tests }) => tests[name]);
  const isCount = points.some((point) => point !== undefined && point.expected !== null);
  const errors: Panel = {
    title: 'Error rate by minute',
    top: FIRST_TOP,
    mark: (value) => partText(value, 1) ?? '',
    lines: [
      { name: context.canary, look: CANARY, values: minutes.map(({ canary }) => rate(canary)) },
      { name: context.stable, look: STABLE, values: minutes.map(({ stable }) => rate(stable)) },
    ],
  };
  const expected = { name: 'expected', look: STABLE, values: points.map((point) => point?.expected ?? null) };
  const evidence: Panel = {
    title: isCount ? `${name} of ${context.canary.slice(0, 16)}, summed` : `evidence of ${name}`,
    top: SECOND_TOP,
    mark: formatNumber,
    lines: [
      { name: isCount ? 'observed' : 'evidence', look: CANARY, values: points.map((point) => point?.value ?? null) },
      ...(isCount ? [expected] : []),
      { name: 'limit', look: LIMIT, values: points.map((point) => point?.boundary ?? null) },
    ],
  };
  return decided.again.tests.length === 0 ? [errors] : [errors, evidence];
}

/** Returns the chart in words, for those who do not see it. */
function altText({ context }: Account, decided: Decided): string {
  const { minutes } = decided.again;
  const [first, last] = [minutes[0], minutes.at(-1)];
  const name = shownTest(decided);
  const at = findCrossing(decided, name);
  const point = last?.tests[name];
  return [
    `Error rates of ${context.canary} and ${context.stable} by minute, from ${minuteText(first?.at ?? 0)} to ${minuteText(last?.at ?? 0)}.`,
    ...(point === undefined
      ? []
      : [
          `At the end the evidence of ${name} is ${formatNumber(point.value)}, its limit ${point.boundary === null ? 'none yet' : formatNumber(point.boundary)}.`,
        ]),
    at === null ? 'No limit was crossed.' : `The limit of ${name} was crossed at ${minuteText(at)}.`,
  ].join(' ');
}

/**
 * Draws a verdict that decided something: the error rates of both versions, the evidence against its limit, and the moment it was
 * crossed. The picture is an SVG of 800 by 520 that says in words what it shows. At least one minute.
 */
export function verdictChart(account: Account, decided: Decided): string {
  const { facts, context } = account;
  const { minutes } = decided.again;
  const text = `${facts.service} ${facts.canary}: ${verdictText(decided.stored.verdict, context)}`;
  const title = wrap(text, 105).slice(0, 3);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#111827">`,
    `<title id="title">${escapeXml(text)}</title>`,
    `<desc id="desc">${escapeXml(altText(account, decided))}</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...title.map((line, i) => label(16, 26 + i * 20, line, 'font-size="14" font-weight="bold"')),
    ...listPanels(account, decided).map((panel) => drawPanel(panel, minutes)),
    timeAxis(minutes),
    crossingLine(findCrossing(decided, shownTest(decided)), minutes),
    '</svg>',
    '',
  ].join('\n');
}
