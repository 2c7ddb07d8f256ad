import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundle } from './functions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The packaged stack: bundles, zips and the template, as `npm run package` makes them. */
export interface PackagedStack {
  /** The text of the template, without the time that osls puts into the place of the zips. */
  readonly text: string;
  /** Each zip by the name of its function. */
  readonly zips: Readonly<Record<string, Buffer>>;
  readonly bundles: readonly Bundle[];
}

/**
 * Builds and packages the stack in a folder of its own, offline, without touching the `dist` of the clone.
 * @param params of serverless.yml that differ from their defaults there, by name
 */
export async function packageStack(params: Readonly<Record<string, string>>): Promise<PackagedStack> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-stack-'));
  try {
    const [bundles] = await Promise.all([
      bundle({ outdir: join(folder, 'dist') }),
      cp(join(ROOT, 'serverless.yml'), join(folder, 'serverless.yml')),
      cp(join(ROOT, 'stack'), join(folder, 'stack'), { recursive: true }),
    ]);
    await runOsls(folder, params);
    const out = join(folder, '.serverless');
    const text = await readFile(join(out, 'cloudformation-template-update-stack.json'), 'utf8');
    const zips = await Promise.all(
      bundles.map(async ({ name }) => [name, await readFile(join(out, `${name}.zip`))] as const),
    );
    return {
      text: text.replaceAll(/serverless\/serin\/prod\/[^/]+\//g, ''),
      zips: Object.fromEntries(zips),
      bundles,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs `osls package` in a folder, with nothing of the environment. @throws with the output when it fails */
export async function runOsls(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
  // The package does not export a path to its command, so this finds it beside its package.json.
  const manifest = createRequire(import.meta.url).resolve('osls/package.json');
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: Readonly<Record<string, string>> };
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
  const child = spawn(process.execPath, [join(dirname(manifest), bin.osls ?? ''), 'package', ...given], {
    cwd: folder,
    env: { HOME: folder },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`osls package ended with ${code}:\n${output}`);
}
