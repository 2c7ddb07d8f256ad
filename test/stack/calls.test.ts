import { readFileSync } from 'node:fs';
import type { AttributeValue, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { runningFunction } from '../../src/sandbox/functions/function.ts';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

const KB = 1024;

/** The bytes of each record that is saved from now on, as DynamoDB counts an item: the names of its attributes and their values. */
function recordSizes({ world }: ASandbox): readonly number[] {
  const sizes: number[] = [];
  world.observe({
    before: ({ operation, input }) => {
      const { Item } = operation === 'PutItem' ? (input as PutItemCommandInput) : {};
      if (Item?.sk?.S !== 'current') return;
      const bytes = ({ S, N, B }: AttributeValue) => Buffer.byteLength(B ?? S ?? N ?? '');
      sizes.push(Object.entries(Item).reduce((sum, [name, value]) => sum + name.length + bytes(value), 0));
    },
  });
  return sizes;
}

let sandbox: ASandbox;
afterEach(() => sandbox.close());

/**
 * The rollout of the example's `checkout`, approved at once and good: how often each operation is called, in the order of the
 * alphabet, and the size of each saved record in bytes, smallest first.
 */
async function rolloutOfAnHour(): Promise<{
  readonly calls: Readonly<Record<string, number>>;
  readonly records: readonly number[];
}> {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
  const records = recordSizes(sandbox);
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  sandbox.world.observe({
    before: ({ service, operation }) => {
      if (runningFunction() !== null) count(`${service} ${operation}`);
    },
  });
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('70m');
  const { services } = await sandbox.state();
  expect(services.checkout?.rollout).toMatchObject({ status: 'completed' });
  return { calls: Object.fromEntries([...counts].sort()), records: records.toSorted((a, b) => a - b) };
}

it('makes the calls that docs/start/costs.md counts, within a tenth, with records of 4 KB at most in the median', async () => {
  const costs = readFileSync('docs/start/costs.md', 'utf8');
  const rows = costs.matchAll(/^\| `(\w+ \w+)` \| (\d+) \|/gm);
  const written = Object.fromEntries([...rows].map(([, name, calls]) => [name, Number(calls)]));
  const { calls: made, records } = await rolloutOfAnHour();
  expect(Object.keys(made)).toEqual(Object.keys(written).sort());
  const off = Object.entries(made).filter(([name, calls]) => Math.abs(calls - (written[name] ?? 0)) > calls / 10);
  expect(off).toEqual([]);
  expect(records[records.length >> 1]).toBeLessThanOrEqual(4 * KB);
  const units = records.reduce((sum, bytes) => sum + Math.ceil(bytes / KB), 0);
  const [, said] = /^\| DynamoDB, writes \| \d+ saves, (\d+) write units/m.exec(costs) ?? [];
  expect(Math.abs(units - Number(said))).toBeLessThan(units / 10);
});

it('keeps the record of a rollout with two hundred entries of people within 6 KB', async () => {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
  const records = recordSizes(sandbox);
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('13m');
  for (let pair = 0; pair < 97; pair += 1) {
    await sandbox.type('alice', 'pause checkout');
    await sandbox.type('alice', 'resume checkout');
  }
  const record = await sandbox.world.records.load('checkout');
  expect(record?.rollout?.entries).toBeGreaterThanOrEqual(200);
  expect(record?.rollout?.analysis?.decisive).toMatchObject({ isApart: true, minutes: [] });
  expect(Math.max(...records.slice(-20))).toBeLessThanOrEqual(6 * KB);
});
