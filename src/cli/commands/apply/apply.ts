import { cloudWatchAlarms } from '../../../domain/alarm/health-signal.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { readConfig } from '../../read-config.ts';
import { consentProblem } from '../../terminal/consent.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { ApplyDeps } from './deps.ts';
import { type ApplyPlan, planApply, type Wanted } from './plan.ts';
import { listWrites, type Write } from './writes.ts';

/** The options of `serin apply`. */
export interface ApplyOptions {
  readonly file: string;
  /** Write without asking. */
  readonly yes: boolean;
  /** Say what would change, and write nothing. */
  readonly dryRun: boolean;
  /** Print JSON; what people read goes to standard error. */
  readonly json: boolean;
  /** The names of the services to remove. */
  readonly remove: readonly string[];
}

/**
 * Writes the services of a `serin.yml` to the account: shows the changes, asks, writes. Running it again is always safe.
 * @throws AccountUnusable before anything is written
 */
export async function apply(options: ApplyOptions, terminal: Terminal, open: () => Promise<ApplyDeps>): Promise<Exit> {
  const { json, yes, dryRun } = options;
  if (json && !yes && !dryRun) {
    terminal.err('--json asks nobody. Say --dry-run to look, or --yes to write.');
    return exit.usage;
  }
  const people = json ? { ...terminal, out: terminal.err } : terminal;
  const services = await readConfig(options.file, people);
  if (services === null) return exit.refused;
  const deps = await open();
  const plan = await compare({ services, remove: [...new Set(options.remove)] }, deps).catch((error) => {
    throw explainAccountError(error);
  });
  const code = await executePlan(plan, options, deps, people);
  if (json) terminal.out(JSON.stringify(document(plan, code === exit.done, dryRun), null, 2));
  return code;
}

async function executePlan(plan: ApplyPlan, options: ApplyOptions, deps: ApplyDeps, terminal: Terminal): Promise<Exit> {
  terminal.out(...describePlan(plan));
  if (plan.obstacles.length > 0) {
    terminal.err(...plan.obstacles, 'Nothing was written.');
    return exit.refused;
  }
  const writes = listWrites(
    plan.removals.filter(({ isThere }) => isThere),
    plan.changes.filter(({ what }) => what !== 'unchanged'),
    deps,
  );
  if (writes.length === 0) {
    terminal.out('Nothing to change.');
    return exit.done;
  }
  if (options.dryRun) {
    terminal.out('Nothing was written: this was a dry run.');
    return exit.done;
  }
  const refusal = await consentProblem(options, terminal);
  if (refusal === null) return write(writes, terminal);
  terminal.err(refusal);
  return terminal.signal.aborted ? exit.interrupted : exit.refused;
}

/** Returns the document that `--json` prints; docs/reference/cli.md describes it. */
function document({ changes, removals, others, obstacles }: ApplyPlan, ok: boolean, dryRun: boolean): object {
  return {
    v: 1,
    ok,
    dryRun,
    services: [
      ...changes.map(({ service, what, lines }) => ({ service, what, lines })),
      ...removals.map(({ service, isThere, lines }) => ({ service, what: isThere ? 'removed' : 'absent', lines })),
      ...others.map((service) => ({ service, what: 'left-alone', lines: [] })),
    ],
    obstacles,
  };
}

async function compare(wanted: Wanted, deps: ApplyDeps): Promise<ApplyPlan> {
  const sided = [
    ...wanted.services.flatMap(({ name, environments }) => (environments ? [name] : [])),
    ...wanted.remove,
  ];
  const [texts, claims, alarmArns, centers, records] = await Promise.all([
    deps.parameters.all(),
    deps.registry.claims(),
    deps.alarms.arnsOf([...new Set(wanted.services.flatMap(({ alarms }) => cloudWatchAlarms(alarms)))]),
    Promise.all(sided.map(async (name) => [name, await deps.controlCenters.read(name)] as const)),
    Promise.all(wanted.remove.map((name) => deps.records.load(name))),
  ]);
  return planApply(wanted, {
    ...{ texts, claims, alarmArns },
    centers: new Map(centers),
    records: records.filter((record) => record !== null),
  });
}

function describePlan({ changes, removals, others }: ApplyPlan): readonly string[] {
  const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  return [
    ...removals.flatMap(({ service, isThere, lines }) => [
      `${service}: ${isThere ? 'removed' : 'not there, nothing to remove'}`,
      ...indent(lines),
    ]),
    ...changes.flatMap(({ service, what, lines }) => [`${service}: ${what}`, ...indent(lines)]),
    ...others.map((service) => `${service}: not in this file, left alone`),
  ];
}

async function write(writes: readonly Write[], terminal: Terminal): Promise<Exit> {
  for (const { done, run } of writes) {
    if (terminal.signal.aborted) {
      terminal.err(
        'Interrupted; the lines above say what was written. Run the same command again to finish: that is safe.',
      );
      return exit.interrupted;
    }
    try {
      await run();
    } catch (cause) {
      const error = explainAccountError(cause);
      const reason = error instanceof Error ? error.message : String(error);
      terminal.err(
        `Stopped: ${reason}`,
        'The lines above say what was written. Run the same command again: that is safe.',
      );
      return exit.refused;
    }
    if (done !== null) terminal.out(done);
  }
  return exit.done;
}
