import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds a handler as Serin's own functions are built. @returns the file and its size in bytes */
export async function bundleHandler(source: string, outdir: string, name: string) {
  const outfile = join(outdir, `${name}.cjs`);
  const { metafile } = await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'error',
  });
  return { outfile, bytes: Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** A process with a handler in it, as a container of Lambda has one. Times are in milliseconds. */
export interface Container {
  /** How long it took to load the file, and from there until the first answer. */
  readonly cold: { readonly load: number; readonly first: number };
  invoke(arm: string): Promise<{ readonly checkout: string; readonly took: number }>;
  /** The mean time of an invocation, over this many one after the other. */
  warm(times: number): Promise<number>;
  /** Stops the process between two invocations, and lets it go on. */
  freeze(): void;
  thaw(): void;
  end(): Promise<void>;
}

/** What runs in the process. */
const INSIDE = `
  const began = performance.now();
  const { handler } = require(process.env.HANDLER);
  const loaded = performance.now();
  const once = async (arm) => {
    const from = performance.now();
    const { body } = await handler({ headers: { 'serin-arm': arm, 'x-user-id': 'user-1' } });
    return { ...JSON.parse(body), took: performance.now() - from };
  };
  once('stable').then(() => process.send({ load: loaded - began, first: performance.now() - loaded }));
  process.on('message', async ({ arm, times }) => {
    if (times === undefined) return process.send(await once(arm));
    const from = performance.now();
    for (let i = 0; i < times; i += 1) await once('stable');
    process.send({ mean: (performance.now() - from) / times });
  });
`;

/** Starts a process and invokes its handler once. */
export async function startContainer(file: string, environment: Readonly<Record<string, string>>): Promise<Container> {
  const child = fork('-e', [INSIDE], { execArgv: [], env: { ...environment, HANDLER: file }, silent: true });
  const ask = async (message: object): Promise<never> => {
    child.send(message);
    return answerOf(child);
  };
  return {
    cold: await answerOf(child),
    invoke: (arm) => ask({ arm }),
    warm: async (times) => ((await ask({ times })) as { mean: number }).mean,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    end: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<never> {
  const [answer] = await once(child, 'message');
  return answer as never;
}
