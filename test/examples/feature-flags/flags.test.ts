import { OpenFeature } from '@openfeature/server-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlags } from '../../../examples/feature-flags/flags.ts';
import { createReadOnlyStore, StoreIsReadOnly } from '../../../examples/feature-flags/read-only-store.ts';
import { anSdkFlag, type FlagsTable, startFlagsTable } from './a-flags-table.ts';

let flags: FlagsTable;
beforeEach(async () => {
  flags = await startFlagsTable();
});
afterEach(async () => {
  await OpenFeature.close();
  await flags.stop();
});

const user = (i: number, arm = 'stable') => ({ targetingKey: `user-${i}`, 'serin-arm': arm });
const open = (cacheSeconds = 0) => createFlags({ client: flags.client, table: flags.table, cacheSeconds });

describe('flags of LaunchDarkly in a function, without a connection to it', () => {
  it('heed the arm that was decided elsewhere', async () => {
    await flags.put(anSdkFlag('new-checkout', 1, 0));
    await flags.complete();
    const client = await open();
    const variations = await Promise.all(
      ['stable', 'canary'].map((arm) => client.getStringValue('new-checkout', 'default', user(1, arm))),
    );
    expect(variations).toEqual(['old', 'new']);
  });

  it('give a percentage of the users the canary variation, and the same users again', async () => {
    await flags.put(anSdkFlag('new-checkout', 1, 25));
    await flags.complete();
    const client = await open(60);
    const ask = () =>
      Promise.all(Array.from({ length: 1000 }, (_, i) => client.getStringValue('new-checkout', 'default', user(i))));
    // Evaluations that find nothing in the cache read the table, each for itself.
    await client.getStringValue('new-checkout', 'default', user(0));
    const first = await ask();
    const share = first.filter((variation) => variation === 'new').length / 10;
    // Three standard deviations of 1000 draws at 25%.
    expect(Math.abs(share - 25)).toBeLessThan(4.2);
    expect(await ask()).toEqual(first);
  });

  it('see what changed at the next evaluation where nothing is cached', async () => {
    await flags.put(anSdkFlag('new-checkout', 1, 0));
    await flags.complete();
    const client = await open();
    const ask = () => client.getStringValue('new-checkout', 'default', user(1));
    const before = await ask();
    await flags.put(anSdkFlag('new-checkout', 2, 100));
    expect([before, await ask()]).toEqual(['old', 'new']);
  });

  it('answer with the default when the table cannot be read or has no such flag', async () => {
    await flags.put(anSdkFlag('new-checkout', 1, 0));
    await flags.complete();
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const client = await open();
    expect(await client.getStringValue('no-such-flag', 'default', user(1))).toBe('default');
    flags.client.destroy();
    await flags.stop();
    expect(await client.getStringValue('new-checkout', 'default', user(1))).toBe('default');
    expect(complaints).toHaveBeenCalledTimes(2);
    complaints.mockRestore();
    flags = await startFlagsTable();
  });
});

describe('the store of flags', () => {
  const kind = { namespace: 'features', deserialize: () => undefined };
  const store = () => createReadOnlyStore({ client: flags.client, table: flags.table });

  it('is not initialized before the Relay Proxy says that the table is complete', async () => {
    const isInitialized = () => new Promise((done) => store().initialized(done));
    const before = await isInitialized();
    await flags.complete();
    expect([before, await isInitialized()]).toEqual([false, true]);
  });

  it('gives all flags for those who ask for all', async () => {
    for (const key of ['a', 'b']) await flags.put(anSdkFlag(key, 3, 0));
    const all = await new Promise((done) => store().getAll(kind, done));
    expect(all).toEqual([
      { key: 'a', item: expect.objectContaining({ version: 3, deleted: false }) },
      { key: 'b', item: expect.objectContaining({ version: 3, deleted: false }) },
    ]);
  });

  it('keeps namespaces apart by their prefix', async () => {
    await flags.put(anSdkFlag('a', 1, 0));
    const other = createReadOnlyStore({ client: flags.client, table: flags.table, prefix: 'staging' });
    expect(await new Promise((done) => other.get(kind, 'a', done))).toBeUndefined();
    expect(await new Promise((done) => store().get(kind, 'a', done))).toMatchObject({ version: 1 });
  });

  it('refuses to write', () => {
    store().init([], (error) => expect(error).toBeInstanceOf(StoreIsReadOnly));
    store().upsert(kind, 'a', { version: 1 }, (error) => expect(error).toBeInstanceOf(StoreIsReadOnly));
    expect.assertions(2);
  });
});
