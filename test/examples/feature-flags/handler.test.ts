import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleHandler, startContainer } from './a-container.ts';
import { anSdkFlag, type FlagsTable, startFlagsTable } from './a-flags-table.ts';
import { type FlagStream, startFlagStream } from './a-stream.ts';

let folder: string;
let flags: FlagsTable;
let stream: FlagStream;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-flags-'));
  [flags, stream] = await Promise.all([startFlagsTable(), startFlagStream()]);
  await flags.put(anSdkFlag('new-checkout', 1, 0));
  await flags.complete();
  stream.serve([anSdkFlag('new-checkout', 1, 0)]);
});
afterEach(async () => {
  await Promise.all([flags.stop(), stream.stop()]);
  await rm(folder, { recursive: true });
});

const environment = () => ({
  AWS_ENDPOINT_URL_DYNAMODB: flags.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  FLAGS_TABLE: flags.table,
  FLAGS_CACHE_SECONDS: '0',
  FLAGS_STREAM: stream.url,
});

const start = async (source: string) => {
  const { outfile } = await bundleHandler(source, folder, 'handler');
  return startContainer(outfile, environment());
};

describe('a function that was frozen while a flag changed and its connections were dropped', () => {
  /** Freezes the container, gives everybody the canary variation, and thaws it. */
  const afterFreeze = async (source: string) => {
    const container = await start(source);
    try {
      const before = await container.invoke('stable');
      container.freeze();
      await flags.put(anSdkFlag('new-checkout', 2, 100));
      stream.serve([anSdkFlag('new-checkout', 2, 100)]);
      stream.drop();
      container.thaw();
      return [before.checkout, (await container.invoke('stable')).checkout];
    } finally {
      await container.end();
    }
  };

  it('answers with the new variation where flags come from the table, and connects to nothing else', async () => {
    expect(await afterFreeze('examples/feature-flags/handler.ts')).toEqual(['old', 'new']);
    expect(stream.connections()).toBe(0);
  });

  it('answers with the old variation where flags came by a stream', async () => {
    expect(await afterFreeze('test/examples/feature-flags/streaming-handler.ts')).toEqual(['old', 'old']);
    expect(stream.connections()).toBeGreaterThan(0);
  });
});

it('heeds the arm in the header of the request', async () => {
  const container = await start('examples/feature-flags/handler.ts');
  expect((await container.invoke('canary')).checkout).toBe('new');
  await container.end();
});
