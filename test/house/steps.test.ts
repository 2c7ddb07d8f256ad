import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runningWords } from '../../src/domain/steps/registry.ts';

const kinds = readdirSync('src/config/steps')
  .map((file) => file.replace('.ts', ''))
  .filter((file) => !['registry', 'step-config'].includes(file));
const statuses = Object.keys(runningWords).filter((status) => status !== 'promoting');

const any = (names: readonly string[]) => `'(?:${names.join('|')})'`;
const name = any([...kinds, ...statuses]);
/** Without the names that signals, commands and reasons have too. */
const distinct = any([...kinds, ...statuses].filter((each) => each !== 'approve' && each !== 'hook'));

/** Asks for a kind of step, or for the status of one: in a comparison, a case, a list of names, or by a helper. */
const asks = new RegExp(
  `(?:[kK]ind|[sS]tatus) [!=]== ${name}|case ${distinct}:|(?:isOf|stepsOf)\\([^)]*${name}|\\[[^\\]]*${distinct}[^\\]]*\\]\\.includes`,
);

/** The homes of the kinds. */
const HOMES = /^src\/(?:domain|rollout|config|adapters\/slack\/views)\/steps\//;

/** The files that are about one kind by their nature. */
const OTHERS: Readonly<Record<string, string>> = {
  'src/rollout/commands/approve.ts': 'the command that answers an approval',
  'src/rollout/commands/withdraw.ts': 'the command that takes an approval back',
  'src/rollout/rollback/user-metric.ts': 'the metric of a drain also counts who is still on the canary',
  'src/rollout/preflight/preflight.ts': 'lists the hooks that preflight looked up',
  'src/engine/preflight/hook-findings.ts': 'looks up the functions of hooks',
  'src/engine/preflight/resolve-drains.ts': 'resolves the metrics of drains',
  'src/engine/preflight/stale-findings.ts': 'compares a TTL with the first bake',
  'src/adapters/slack/views/rollout/approval.ts': 'draws the question of an approval',
  'src/config/rules/no-return.ts': 'the point of no return of a hook',
  'src/sandbox/account/seed.ts': 'creates the functions of hooks',
  'src/sandbox/console/stories/stories.ts': 'plays scripts for one plan',
};

it('asks for a kind of step only where the kind is at home, or where the file is about one kind', () => {
  expect(kinds).toEqual(expect.arrayContaining(['shift', 'drain']));
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((file) => join('src', file))
    .filter((file) => /\.tsx?$/.test(file) && !HOMES.test(file));
  const asking = files.filter((file) => asks.test(readFileSync(file, 'utf8')));
  expect(asking.sort()).toEqual(Object.keys(OTHERS).sort());
});

it.each([
  "if (phase.status === 'baking') return 1;",
  "switch (step.kind) { case 'bake': return 1; }",
  "return isOf(step, 'hook');",
  "return ['shifting', 'draining'].includes(status);",
])('would find: %s', (line) => {
  expect(asks.test(line)).toBe(true);
});
