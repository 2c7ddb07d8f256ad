import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundle } from '../../../src/build/functions.ts';
import { signedCommand, startWorld } from './world.ts';

// Starts of the Slack function beside what a team would have instead, in turns in one run; then the CPU that loading each
// function takes. Servers are on this machine, so ratios say more than milliseconds. docs/reference/performance.md has a run.

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One answer of a container (container.mjs). */
interface Reply {
  readonly took: readonly number[];
  readonly loaded: number;
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
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A ratio of medians, with the middle half of the ratios of each round. */
function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const each = ours.map((value, i) => value / (theirs[i] ?? Number.NaN));
  const [low, high] = [quantile(each, 0.25), quantile(each, 0.75)];
  return `${(median(ours) / median(theirs)).toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function record(series: Map<string, number[]>, name: string, value: number): void {
  series.set(name, [...(series.get(name) ?? []), value]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '15' }, warm: { type: 'string', default: '5000' } },
  });
  const [rounds, warm] = [Number(values.rounds), Number(values.warm)];
  const folder = await mkdtemp(join(tmpdir(), 'serin-starts-'));
  const world = await startWorld();
  try {
    const bundles = await bundle({ outdir: folder });
    const files: Record<string, string> = {
      serin: join(folder, 'slack.cjs'),
      standard: await bundlePeer('standard', folder),
      'lean Bolt': await bundlePeer('lean-bolt', folder),
    };
    const [cold, cpu, loads] = [new Map<string, number[]>(), new Map<string, number[]>(), new Map<string, number[]>()];
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, file] of Object.entries(files)) {
        const container = startContainer(file, world.environment);
        const reply = await container.ask(signedCommand(), 1);
        await container.end();
        if (reply.statusCode !== 200) throw new Error(`${name} answered ${reply.statusCode}: ${reply.body}`);
        record(cold, name, reply.born);
        record(cpu, name, reply.cpu);
        record(loads, name, reply.loaded);
      }
    }
    const ours = (series: Map<string, number[]>, name = 'serin') => series.get(name) ?? [];
    console.log(
      `cold start to the first answer, ${rounds} rounds in turns (ratio of medians, middle half of the rounds)`,
    );
    for (const peer of ['standard', 'lean Bolt']) {
      console.log(
        `  serin / ${peer}: ${ratio(ours(cold), ours(cold, peer))}; CPU ${ratio(ours(cpu), ours(cpu, peer))}`,
      );
    }
    const containers = Object.entries(files).map(([name, file]) => ({
      name,
      ...startContainer(file, world.environment),
    }));
    const times = new Map<string, number[]>();
    for (let done = 0; done < warm; done += 100) {
      for (const { name, ask } of containers) {
        const { took } = await ask(signedCommand(), 100);
        // The first hundred are not warm yet.
        if (done > 0) times.set(name, [...(times.get(name) ?? []), ...took]);
      }
    }
    await Promise.all(containers.map(({ end }) => end()));
    console.log(`warm, ${warm} commands each in turns`);
    for (const share of [0.5, 0.99]) {
      const [a, b] = [quantile(ours(times), share), quantile(ours(times, 'standard'), share)];
      console.log(`  p${share * 100}: serin / standard ${(a / b).toFixed(2)}`);
    }
    console.log('bundles');
    for (const { name, bytes } of bundles) console.log(`  ${name}: ${Math.round(bytes / 1024)} KB`);
  } finally {
    await world.end();
    await rm(folder, { recursive: true });
  }
}

await main();
