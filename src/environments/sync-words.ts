import { contentWords } from '../domain/environment/component.ts';
import { otherEnvironment } from '../domain/environment/environment.ts';
import { compareEnvironments } from './compare-environments.ts';
import type { SyncRow, SyncTable } from './sync-table.ts';

const does: Readonly<Record<SyncRow['does'], string>> = {
  nothing: '',
  update: 'is brought up in place',
  build: 'a build is asked for',
  ask: 'needs a person',
};

/** Returns the environment that has the newest version, for people. */
function newestText({ reading }: SyncRow): string {
  const where = compareEnvironments(reading);
  if (where.kind === 'in-step') return 'both';
  return where.kind === 'behind' ? otherEnvironment(where.side) : '?';
}

/** The table for people, its heads first. */
export function tableRows({ rows }: SyncTable): readonly (readonly string[])[] {
  return [
    ['component', 'a', 'b', 'newest in', 'sync'],
    ...rows.map((row) => {
      const { name, a, b } = row.reading;
      return [name, contentWords(a), contentWords(b), newestText(row), does[row.does]];
    }),
  ];
}

/** Returns the reasons why a person is asked, a line each, with remedies. */
export function tableReasons({ rows }: SyncTable): readonly string[] {
  return rows.flatMap(({ why }) => why.map(({ message, remedy }) => `${message} ${remedy}`));
}

/** Returns the verdict of the table, in a sentence. */
export function tableVerdict({ service, side, rows }: SyncTable): string {
  const behind = rows.filter((row) => row.does === 'update' || row.does === 'build').length;
  const unclear = rows.filter((row) => row.does === 'ask').length;
  if (behind + unclear === 0) return `Environment ${side} is at the newest of every component of ${service}.`;
  const asks = unclear === 0 ? '' : ` A person has to look at ${unclear}.`;
  return `Environment ${side} gets the next release of ${service} and is behind in ${behind} of ${rows.length} components.${asks}`;
}
