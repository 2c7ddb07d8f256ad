import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { coverageTable, ranges } from './line-coverage.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The cells of a row of the table. */
const cells = (row: string): readonly string[] => row.split('|').map((cell) => cell.trim());

describe('the line coverage of the simulation', () => {
  it('shows ranges of lines', () => {
    expect(ranges([])).toBe('');
    expect(ranges([3, 7, 8, 9, 12, 13])).toBe('3, 7-9, 12-13');
  });

  it('has a row for each file, sums for the folders, and the files that were not loaded', () => {
    const files = [
      { file: 'src/engine/a.ts', lines: 4, reached: 3, never: [7], inPart: [8] },
      { file: 'src/rollout/b.ts', lines: 6, reached: 6, never: [], inPart: [] },
    ];
    const table = coverageTable({ files, notLoaded: ['src/adapters/c.ts'] });
    expect(table).toContain('| src/engine/a.ts | 4 | 3 | 75% | 7 | 8 |');
    expect(table).toContain('| src/engine | 4 | 3 | 75% | | |');
    expect(table).toContain('| together | 10 | 9 | 90% | | |');
    expect(table.at(-1)).toBe('Never loaded: src/adapters/c.ts');
  });

  it('counts what a world reaches, by the lines of the sources', { timeout: 120_000 }, () => {
    const args = ['--import', 'tsx', 'test/robustness/simulation/main.ts', '--seed', '1', '--coverage'];
    const out = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).split('\n');
    const row = (file: string) => cells(out.find((line) => line.startsWith(`| ${file} |`)) ?? '');
    const [, , lines, reached] = row('src/engine/reconcile/reconcile.ts');
    expect(Number(reached)).toBeGreaterThan(Number(lines) / 2);
    // No world stores a record that cannot be read.
    const source = readFileSync(`${ROOT}/src/adapters/aws/dynamodb/read-record.ts`, 'utf8').split('\n');
    const line = source.findIndex((text) => text.includes('throw new RecordDamaged')) + 1;
    expect(line).toBeGreaterThan(0);
    expect(row('src/adapters/aws/dynamodb/read-record.ts')[5]?.split(', ')).toContain(String(line));
  });
});
