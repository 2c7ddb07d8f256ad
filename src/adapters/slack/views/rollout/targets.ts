import { openWords } from '../../../../domain/plan/cohorts.ts';
import type { TargetState } from '../../../../domain/rollout/record.ts';
import { percent, shortenUuids } from '../../../../domain/wording.ts';
import { code, escapeMrkdwn, fitLines, formatMoment } from '../parts/mrkdwn.ts';

/** Room for the targets in one message, in characters. */
const ROOM = 2000;
/** The most names of targets in one line. */
const TOGETHER = 4;

const splitNote: Readonly<Record<TargetState['splits'], string>> = {
  requests: 'Splits requests, not users: one user may meet both versions.',
  users: 'Splits users: each user stays on one version.',
  arm: 'Follows the decision of the layer before; does not split by itself.',
  resolvers: 'Splits resolvers, not users: everyone behind one resolver gets one answer, until it expires.',
};

/** Describes the target as it was last read. */
function describeReading(target: TargetState): string {
  const { observed } = target;
  if (observed === null) return 'not read yet';
  if (observed.fault !== null) return `⚠️ ${escapeMrkdwn(observed.fault.message, 120)}`;
  if (observed.drift !== null) return `⚠️ ${escapeMrkdwn(observed.drift, 120)}`;
  if (observed.promoted) return 'promoted';
  const { weight, cohorts, towards } = observed;
  if (weight === null) return 'share not known';
  const to = towards === undefined || towards.weight === weight ? '' : `, on its way to ${percent(towards.weight)}`;
  return `${percent(weight)}${escapeMrkdwn(openWords(cohorts), 90)}${to}${describePause(target)}`;
}

/** Says when the pause of a target ends, and what follows, once people were reminded of it; empty before, and where it has none. */
function describePause({ observed, remindedOf }: TargetState): string {
  const pause = observed?.pause;
  if (pause === undefined || pause.id !== remindedOf) return '';
  return `. ⏳ Pauses until ${formatMoment(pause.until)}, then ${escapeMrkdwn(pause.atEnd, 120)}`;
}

/** Lists what is stable, what is the canary, and the share that each target shows; targets of which the same is said share a line. */
export function targetLines(targets: readonly TargetState[]): string {
  const named = new Map<string, readonly string[]>();
  for (const target of targets) {
    const says = `${code(target.stable, 60)} → ${code(target.canary, 60)} · ${describeReading(target)}`;
    named.set(says, [...(named.get(says) ?? []), `*${escapeMrkdwn(shortenUuids(target.name), 120)}*`]);
  }
  const lines = [...named].flatMap(([says, names]) =>
    chunk(names, TOGETHER).map((few) => `${few.join(', ')}: ${says}`),
  );
  return fitLines(lines, ROOM, 'targets');
}

function chunk<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** The same before anything has moved. */
export function resolvedLines(targets: readonly TargetState[]): string {
  const lines = targets.map((target) => {
    return `*${escapeMrkdwn(shortenUuids(target.name), 120)}*: ${code(target.stable, 80)} → ${code(target.canary, 80)}`;
  });
  return fitLines(lines, ROOM, 'targets');
}

/** Lists what is to be known of the targets before a start, each once: what they split, and the notes on each. */
export function targetNotes(targets: readonly TargetState[]): readonly string[] {
  const splits = new Set(targets.map(({ splits }) => splitNote[splits]));
  return [...splits, ...ownNotes(targets)];
}

/** Lists the notes on single targets, each once. */
export function ownNotes(targets: readonly TargetState[]): readonly string[] {
  return [...new Set(targets.flatMap(({ notes }) => notes))];
}
