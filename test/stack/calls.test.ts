import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { runningFunction } from '../../src/sandbox/functions/function.ts';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
afterEach(() => sandbox.close());

/** The rollout of the example's `checkout`, approved at once and good: how often each operation is called, in the order of the alphabet. */
async function callsOfARollout(): Promise<Readonly<Record<string, number>>> {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
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
  return Object.fromEntries([...counts].sort());
}

it('makes the calls that docs/start/costs.md counts, within a tenth', async () => {
  const rows = readFileSync('docs/start/costs.md', 'utf8').matchAll(/^\| `(\w+ \w+)` \| (\d+) \|/gm);
  const written = Object.fromEntries([...rows].map(([, name, calls]) => [name, Number(calls)]));
  const made = await callsOfARollout();
  expect(Object.keys(made)).toEqual(Object.keys(written).sort());
  const off = Object.entries(made).filter(([name, calls]) => Math.abs(calls - (written[name] ?? 0)) > calls / 10);
  expect(off).toEqual([]);
});
