import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSplit } from '../../../src/routing/split.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

const CONFIG = 'examples/edge/serin.yml';
const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

let folder: string;
let sandbox: ASandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-edge-story-'));
  sandbox = await aSandbox({ config: CONFIG, data: folder });
  await sandbox.advance('2m');
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const split = () => readSplit(sandbox.world.account.keyValueStore.get(STORE, 'web') ?? '');
const rollout = async () => (await sandbox.state()).services.web?.rollout;
const lastMinute = () => sandbox.world.users?.minutes.of('web').at(-1);

it('takes staff, then a cohort and shares of the users to the canary, and exchanges the sides', async () => {
  await sandbox.type('alice', 'start web v54');
  await sandbox.advance('5m');
  expect(split()).toMatchObject({ stable: 'a', canary: 'b', weight: 0, cohorts: ['staff'] });
  // 30 of 3,000 users are staff.
  expect(lastMinute()?.reached).toBeGreaterThan(0);
  expect(lastMinute()?.reached).toBeLessThanOrEqual(0.01);

  await sandbox.advance('8m');
  expect(split()).toMatchObject({ weight: 1, cohorts: ['staff', 'beta'] });
  await sandbox.advance('12m');
  expect(split()).toMatchObject({ weight: 25 });
  await sandbox.advance('10m');
  // However long it stays at 25%, nobody else meets the canary: the same users, and two cohorts.
  expect(lastMinute()?.reached).toBeGreaterThan(0.2);
  expect(lastMinute()?.reached).toBeLessThan(0.3);

  await sandbox.advance('40m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect(split()).toMatchObject({ stable: 'b', canary: 'a', weight: 0, cohorts: [] });
  await sandbox.advance('2m');
  expect(lastMinute()?.canary.requests).toBe(0);
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('closes the cohorts when their members meet errors, before anybody else did', async () => {
  await sandbox.fault({ service: 'web', arm: 'canary', errorRate: 1 });
  await sandbox.type('alice', 'start web v54');
  await sandbox.advance('15m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back', weight: 0 });
  expect(split()).toMatchObject({ stable: 'a', canary: 'b', weight: 0, salt: '', cohorts: [] });
  expect(lastMinute()?.reached).toBeLessThanOrEqual(0.01);
});

it('survives a restart of the sandbox in mid-rollout, with the users where they were', async () => {
  await sandbox.type('alice', 'start web v54');
  await sandbox.advance('20m');
  const before = split();
  expect(before).toMatchObject({ weight: 1 });
  await sandbox.close();
  sandbox = await aSandbox({ config: CONFIG, data: folder });
  expect(split()).toEqual(before);
  await sandbox.advance('60m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
});
