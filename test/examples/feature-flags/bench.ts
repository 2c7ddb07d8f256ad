import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, median, ms, type Row } from '../../bench/bench.ts';
import { bundleHandler, startContainer } from './a-container.ts';
import { anSdkFlag, startFlagsTable } from './a-flags-table.ts';
import { startFlagStream } from './a-stream.ts';

// Compares two ways to have LaunchDarkly's flags in a function, side by side in one run. Servers are on this machine, so what
// a network adds is not in the times: ratios say more than milliseconds. docs/guides/feature-flags.md has a run.

const ROUNDS = 15;
const WARM = 2_000;
const SIZES = [1, 200, 2_000];

async function run(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'serin-bench-'));
  const [flags, stream] = await Promise.all([startFlagsTable(), startFlagStream()]);
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: flags.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    FLAGS_TABLE: flags.table,
    FLAGS_STREAM: stream.url,
  };
  try {
    const [store, streaming] = await Promise.all([
      bundleHandler('examples/feature-flags/handler.ts', folder, 'store'),
      bundleHandler('test/examples/feature-flags/streaming-handler.ts', folder, 'stream'),
    ]);
    const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
    rows.push({ what: 'bundle', value: `store ${kb(store.bytes)}, stream ${kb(streaming.bytes)}` });
    for (const size of SIZES) {
      const all = Array.from({ length: size }, (_, i) => anSdkFlag(i === 0 ? 'new-checkout' : `flag-${i}`, 1, 0));
      for (const flag of all) await flags.put(flag);
      await flags.complete();
      stream.serve(all);
      const kinds = { store: store.outfile, stream: streaming.outfile };
      const seen = { store: aSeries(), stream: aSeries() };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const kind of ['store', 'stream'] as const) {
          const container = await startContainer(kinds[kind], environment);
          seen[kind].load.push(container.cold.load);
          seen[kind].first.push(container.cold.first);
          if (round < 3) seen[kind].warm.push(await container.warm(WARM));
          await container.end();
        }
      }
      for (const what of ['load', 'first', 'warm'] as const) {
        const [a, b] = [median(seen.store[what]), median(seen.stream[what])];
        const value = `store ${ms(a)}, stream ${ms(b)}, stream/store ${(b / a).toFixed(2)}`;
        rows.push({ what: `${size} flags, ${what}`, value });
      }
    }
    return rows;
  } finally {
    await Promise.all([flags.stop(), stream.stop()]);
    await rm(folder, { recursive: true });
  }
}

const aSeries = () => ({ load: [] as number[], first: [] as number[], warm: [] as number[] });

export const flags: Bench = { about: "LaunchDarkly's flags in a function: from a store, and by a stream", run };
