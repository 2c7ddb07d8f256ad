import { parseService } from '../../../config/read/stored-service.ts';
import type { ComponentConfig } from '../../../domain/environment/component.ts';
import { behindFindings, type Found, isInStep, type SyncTable, syncTable } from '../../../environments/sync-table.ts';
import { tableReasons, tableRows, tableVerdict } from '../../../environments/sync-words.ts';
import { ComponentFault } from '../../../ports/component.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { type EnvDeps, NoEnvironment, requireCenter } from '../env/env.ts';

/** The sources of `serin sync --check`: two parameters, and the components of both environments. */
export interface Comparison extends EnvDeps {
  /** Returns the versions of these components in both environments. @throws ComponentFault */
  components(configs: readonly ComponentConfig[]): Promise<readonly Found[]>;
}

/** The options of `serin sync --check`. */
export interface SyncOptions {
  readonly service: string;
  readonly json: boolean;
}

/**
 * Tells whether the environment that gets the next release has the newest version of every component. Only reads, with the
 * caller's own credentials; no function of Serin has to run.
 * @returns 0 when in step; 1 when behind, unclear, or unreadable
 */
export async function checkSync(
  { service, json }: SyncOptions,
  terminal: Terminal,
  open: () => Promise<Comparison>,
): Promise<Exit> {
  const comparison = await open();
  try {
    const table = await readSyncTable(service, comparison);
    terminal.out(...(json ? [JSON.stringify(asJson(table), null, 2)] : asText(table)));
    return isInStep(table) ? exit.done : exit.refused;
  } catch (error) {
    if (!isExplained(error)) throw explainAccountError(error);
    terminal.err(error.message);
    return exit.refused;
  }
}

async function readSyncTable(service: string, { text, center, components }: Comparison): Promise<SyncTable> {
  const stored = await text(service);
  if (stored === null) {
    throw new NoEnvironment(`There is no service ${service} here. Check the name, AWS_REGION and --name.`);
  }
  const configured = parseService(JSON.parse(stored));
  if (configured.components.length === 0) {
    throw new NoEnvironment(`${service} has no components. Add them to serin.yml, and run serin apply.`);
  }
  const { active } = requireCenter(service, await center(service));
  return syncTable(service, active, await components(configured.components));
}

/** True for errors whose message names the problem and the remedy. */
function isExplained(error: unknown): error is NoEnvironment | ComponentFault {
  return error instanceof NoEnvironment || error instanceof ComponentFault;
}

function asText(table: SyncTable): readonly string[] {
  const rows = tableRows(table);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...tableReasons(table), tableVerdict(table)];
}

/** Returns the table for programs: stable names, and findings as a start would report them. */
function asJson(table: SyncTable): unknown {
  const { service, side, rows } = table;
  return {
    service,
    side,
    inStep: isInStep(table),
    components: rows.map(({ does, reading: { name, a, b } }) => ({
      name,
      a: a === null ? null : { version: a.version, label: a.label },
      b: b === null ? null : { version: b.version, label: b.label },
      sync: does,
    })),
    findings: behindFindings(table),
  };
}
