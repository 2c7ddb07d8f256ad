import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../src/build.ts';

/** The most that a function's bundle may have, in KB: what it had when this was written, and a little more. */
const BUDGETS: Readonly<Record<string, number>> = {
  alarm: 1250,
  discovery: 400,
  slack: 700,
  timer: 1530,
  worker: 1530,
};

let folder: string;
let bundles: readonly Bundle[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-bundles-'));
  bundles = await bundle({ outdir: folder });
});
afterAll(() => rm(folder, { recursive: true }));

describe('the bundles of the functions', () => {
  it('are those that have a budget', () => {
    expect(bundles.map(({ name }) => name).sort()).toEqual(Object.keys(BUDGETS));
  });

  it('hold nothing of the sandbox and its console, nor what only those use', () => {
    const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    expect(inputs.length).toBeGreaterThan(100);
    const strangers = inputs.filter((path) =>
      /^src\/sandbox\/|node_modules\/(react|react-dom|uplot|slack-blocks-to-jsx|vite|playwright-core|dynalite|emulate)\//.test(
        path,
      ),
    );
    expect(strangers).toEqual([]);
  });

  it.each(Object.entries(BUDGETS))('%s stays below %i KB', (name, budget) => {
    const { bytes = Number.POSITIVE_INFINITY } = bundles.find((each) => each.name === name) ?? {};
    expect(bytes / 1024).toBeLessThan(budget);
  });
});
