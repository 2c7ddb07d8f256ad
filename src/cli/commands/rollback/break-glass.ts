import type { CheckedBaseline } from '../../../config/analysis/baseline.ts';
import { openWords } from '../../../domain/plan/cohorts.ts';
import { percent } from '../../../domain/wording.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { consentProblem } from '../../terminal/consent.ts';
import { readText } from '../../terminal/read-text.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { readBaseline } from './baseline-file.ts';
import {
  type BreakGlassDeps,
  foreignChange,
  isDue,
  readTarget,
  restoreBaseline,
  type Seen,
} from './restore-baseline.ts';

/** The options of `serin rollback --from`. */
export interface BreakGlassOptions {
  /** The file with the baseline; `-` is standard input. */
  readonly from: string;
  /** Write without asking. */
  readonly yes: boolean;
  /** Overwrite foreign changes as well. */
  readonly overwrite: boolean;
  /** Print JSON; without `yes` only the current state. */
  readonly json: boolean;
}

type Known = Extract<CheckedBaseline, { ok: true }>;

/**
 * Restores the targets of a baseline with nothing but AWS credentials: no table, no Slack, no function of Serin.
 * @returns `done` only when every target reads as its baseline
 * @throws AccountUnusable before anything is written
 */
export async function breakGlass(
  options: BreakGlassOptions,
  terminal: Terminal,
  open: () => Promise<BreakGlassDeps>,
): Promise<Exit> {
  const text = options.from === '-' ? await terminal.input() : await readText(options.from, terminal);
  if (text === null) return exit.refused;
  const checked = readBaseline(text);
  if (!checked.ok) {
    terminal.err(...checked.problems.map((problem) => `${options.from}: ${problem}`), 'Nothing was read or written.');
    return exit.refused;
  }
  const deps = await open();
  const where = await deps.where().catch((error) => {
    throw explainAccountError(error);
  });
  const before = await Promise.all(checked.targets.map((target) => readTarget(deps, target)));
  terminal.err(...baselineWarning(checked));
  if (!options.json) terminal.out(...describeRestore(checked, where, before, options));
  const due = before.filter((seen) => isDue(seen, options));
  const refusal = due.length === 0 ? null : await writeProblem(options, terminal);
  const isWritten = due.length > 0 && refusal === null;
  const after = isWritten ? await restoreDueTargets(deps, due, options, terminal) : [];
  const ends = before.map((seen) => after.find(({ target }) => target === seen.target) ?? seen);
  if (options.json) terminal.out(JSON.stringify(document(checked, where, before, ends), null, 2));
  else if (refusal === null) terminal.out(...ends.flatMap(reportTarget));
  if (refusal !== null) terminal.err(refusal);
  if (terminal.signal.aborted) return reportInterrupted(isWritten, terminal);
  return ends.every(isBack) ? exit.done : exit.refused;
}

/**
 * Returns the reason why nothing may be written; null when somebody agreed. With `--json` and without `--yes` the command only
 * reads.
 */
async function writeProblem(options: BreakGlassOptions, terminal: Terminal): Promise<string | null> {
  if (options.json && !options.yes) return 'Nothing was written: say --yes too.';
  return consentProblem(options, terminal);
}

function restoreDueTargets(
  deps: BreakGlassDeps,
  due: readonly Seen[],
  { overwrite }: BreakGlassOptions,
  terminal: Terminal,
) {
  return restoreBaseline(deps, due, { overwrite, signal: terminal.signal }, (faults) =>
    terminal.err(
      ...(faults.length === 0 ? ['The canary is at 0% everywhere.'] : faults),
      'Waits a minute and a half, until no write from before can arrive any more; then restores the baseline to the letter.',
    ),
  );
}

function reportInterrupted(isWritten: boolean, { err }: Terminal): Exit {
  if (isWritten) err('Interrupted before the last check. Run the same command again to finish: that is safe.');
  return exit.interrupted;
}

function baselineWarning({ baseline: { service, rollout } }: Known): readonly string[] {
  return [
    `IS SERIN ALIVE? Then use /canary rollback ${service} instead. A rollout that runs, ${rollout} or a later one, takes`,
    'what this command writes for the change of a stranger: it holds and asks, or shifts up again.',
    '',
  ];
}

function describeRestore(
  { baseline: { service, rollout }, targets }: Known,
  where: string,
  before: readonly Seen[],
  options: BreakGlassOptions,
): readonly string[] {
  return [
    `The baseline of ${service}, from before the rollout ${rollout}: ${targets.length === 1 ? '1 target' : `${targets.length} targets`} in ${where}.`,
    ...before.flatMap((seen) => [
      `  ${seen.target.name}`,
      `    is: ${describeCurrent(seen)}`,
      `    will be: ${describeGoal(seen, options)}`,
    ]),
    '',
  ];
}

function describeCurrent(seen: Seen): string {
  if ('fault' in seen) return seen.fault;
  const { atBaseline, drift, weight, cohorts } = seen.reading;
  if (atBaseline) return 'as its baseline';
  const share = `${percent(weight)} on the canary, ${seen.target.canary}${openWords(cohorts)}`;
  return drift === null ? share : `${share}; somebody changed it: ${drift}`;
}

function describeGoal(seen: Seen, options: BreakGlassOptions): string {
  const whole = `everything on ${seen.target.stable}, as its baseline`;
  if (foreignChange(seen) === null || options.overwrite) return whole;
  const what = isDue(seen, options) ? '0% on the canary, the rest left as it is' : 'left as it is';
  return `${what}; --overwrite writes the baseline over it`;
}

const isBack = (seen: Seen): boolean => 'reading' in seen && seen.reading.atBaseline;

function reportTarget(seen: Seen): readonly string[] {
  if (isBack(seen)) return [`✓ ${seen.target.name}: as its baseline`];
  return [`✗ ${seen.target.name}: ${describeCurrent(seen)}`, `    → ${remedyFor(seen)}`];
}

function remedyFor(seen: Seen): string {
  if ('fault' in seen) return 'Correct that and run the same command again, or bring it back by hand.';
  if (seen.reading.drift !== null) return 'If the baseline is right and that change is not, add --overwrite.';
  return 'Something else writes it. Find and stop it, then run the same command again.';
}

/** Returns the document that `--json` prints; docs/reference/cli.md describes it. */
function document({ baseline }: Known, where: string, before: readonly Seen[], after: readonly Seen[]) {
  return {
    v: 1,
    ...baseline,
    where,
    ok: after.every(isBack),
    targets: after.map((seen, index) => ({
      name: seen.target.name,
      ok: isBack(seen),
      was: describeCurrent(before[index] ?? seen),
      is: describeCurrent(seen),
      weight: 'fault' in seen ? null : seen.reading.weight,
      remedy: isBack(seen) ? null : remedyFor(seen),
    })),
  };
}
