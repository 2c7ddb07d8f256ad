import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../../../src/build/functions.ts';
import { type Bench, median, type Row } from '../bench.ts';
import { signedCommand, startWorld } from './world.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One answer of a container (container.mjs). */
interface Reply {
  readonly took: readonly number[];
  readonly cpu: number;
  readonly born: number;
  readonly statusCode: number;
  readonly body: string;
}

/** Starts a container of a bundle; each call of `ask` sends it an event so many times and waits for all. */
function startContainer(file: string, env: NodeJS.ProcessEnv) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [here('container.mjs'), file], { env });
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(event: object, times: number): Promise<Reply> {
      child.stdin.write(`${JSON.stringify({ event, times })}\n`);
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The container of ${file} ended before it answered.`);
        // The function's log is on standard output too.
        if (value.includes('"took"')) return JSON.parse(value);
      }
    },
    async end(): Promise<void> {
      const closed = new Promise((done) => child.on('close', done));
      child.stdin.end();
      await closed;
    },
  };
}

async function bundlePeer(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    ...{
      entryPoints: [here(`peers/${name}.ts`)],
      outfile,
      bundle: true,
      minify: true,
      format: 'cjs',
      platform: 'node',
    },
    ...{ target: 'node20', mainFields: ['module', 'main'], legalComments: 'none', logLevel: 'error' },
  });
  return outfile;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** A ratio of medians, with the middle half of the ratios of each round. */
function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const each = ours.map((value, i) => value / (theirs[i] ?? Number.NaN));
  const [low, high] = [quantile(each, 0.25), quantile(each, 0.75)];
  return `${(median(ours) / median(theirs)).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

const ROUNDS = 15;
const WARM = 5_000;
const PEERS = { standard: 'Bolt on Express, the SDK', 'lean-bolt': "Bolt's own receiver for Lambda, the SDK" } as const;

async function measureCold(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Promise<readonly Row[]> {
  const [walls, cpus] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, file] of Object.entries(files)) {
      const container = startContainer(file, env);
      const { statusCode, body, born, cpu } = await container.ask(signedCommand(), 1);
      await container.end();
      if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}: ${body}`);
      walls.set(name, [...(walls.get(name) ?? []), born]);
      cpus.set(name, [...(cpus.get(name) ?? []), cpu]);
    }
  }
  const against = (series: ReadonlyMap<string, number[]>, peer: string) =>
    ratio(series.get('serin') ?? [], series.get(peer) ?? []);
  return Object.entries(PEERS).map(([peer, about]) => ({
    what: `cold start to the first answer / ${about}`,
    value: `${against(walls, peer)}, CPU ${against(cpus, peer)}`,
  }));
}

async function measureWarm(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Promise<readonly Row[]> {
  const containers = Object.entries(files).map(([name, file]) => ({ name, ...startContainer(file, env) }));
  const times = new Map<string, number[]>();
  for (let done = 0; done < WARM; done += 100) {
    for (const { name, ask } of containers) {
      const { took } = await ask(signedCommand(), 100);
      // The first hundred are not warm yet.
      if (done > 0) times.set(name, [...(times.get(name) ?? []), ...took]);
    }
  }
  await Promise.all(containers.map(({ end }) => end()));
  return [0.5, 0.99].map((share) => {
    const of = (name: string) => quantile(times.get(name) ?? [], share);
    return {
      what: `warm command, p${share * 100} / ${PEERS.standard}`,
      value: (of('serin') / of('standard')).toFixed(2),
    };
  });
}

export const starts: Bench = {
  about: 'the Slack function beside what a team would have instead, in turns',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'serin-starts-'));
    const world = await startWorld();
    try {
      await bundle({ outdir: folder, only: ['slack'] });
      const peers = await Promise.all(
        Object.keys(PEERS).map(async (name) => [name, await bundlePeer(name, folder)] as const),
      );
      const files = { serin: join(folder, 'slack.cjs'), ...Object.fromEntries(peers) };
      return [...(await measureCold(files, world.environment)), ...(await measureWarm(files, world.environment))];
    } finally {
      await world.end();
      await rm(folder, { recursive: true });
    }
  },
};
