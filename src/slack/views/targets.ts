import { openWords } from '../../rollout/cohorts.ts';
import type { TargetState } from '../../rollout/record.ts';
import { percent } from '../../rollout/wording.ts';
import { code, escaped, fitLines } from '../mrkdwn.ts';

/** Room for the targets in one message, in characters. */
const ROOM = 2000;

const splitNote: Readonly<Record<TargetState['splits'], string>> = {
  requests: 'Splits requests, not users: one user may meet both versions.',
  resolvers: 'Splits resolvers, not users: everyone behind one resolver gets one answer, until it expires.',
  users: 'Splits users: each has one version, the same ones at every share, and a page that is loading keeps its own.',
};

/** The same where several targets split requests, each for itself. */
const SEVERAL =
  'Splits requests, not users, and in each target independently: even one request may meet both versions. Keep them compatible.';

/** What the target shows in the world now, as it was last read. */
function seen(target: TargetState): string {
  const { observed } = target;
  if (observed === null) return 'not read yet';
  if (observed.fault !== null) return `⚠️ ${escaped(observed.fault.message, 120)}`;
  if (observed.drift !== null) return `⚠️ ${escaped(observed.drift, 120)}`;
  if (observed.promoted) return 'promoted';
  return observed.weight === null
    ? 'share not known'
    : `shows ${percent(observed.weight)}${escaped(openWords(observed.cohorts), 90)}`;
}

/** One line per target: what is stable, what is the canary, what it shows. */
export function targetLines(targets: readonly TargetState[]): string {
  const lines = targets.map((target) => {
    return `*${escaped(target.name, 120)}*: ${code(target.stable, 60)} → ${code(target.canary, 60)} · ${seen(target)}`;
  });
  return fitLines(lines, ROOM, 'targets');
}

/** The same before anything has moved. */
export function resolvedLines(targets: readonly TargetState[]): string {
  const lines = targets.map((target) => {
    return `*${escaped(target.name, 120)}*: ${code(target.stable, 80)} → ${code(target.canary, 80)}`;
  });
  return fitLines(lines, ROOM, 'targets');
}

/** What is worth knowing about the targets for the whole rollout, each once, with what they split. */
export function targetNotes(targets: readonly TargetState[]): readonly string[] {
  const splits = new Set(targets.map(({ splits }) => splitNote[splits]));
  const isSeveral = targets.filter((target) => target.splits === 'requests').length > 1;
  if (isSeveral) splits.delete(splitNote.requests);
  const several = isSeveral ? [SEVERAL] : [];
  const notes = new Set(targets.flatMap(({ notes }) => notes));
  return [...several, ...splits, ...notes];
}
