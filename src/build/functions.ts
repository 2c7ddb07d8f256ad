import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin, transform } from 'esbuild';
import { leaveOut } from './leave-out.ts';
import { buildPublished } from './published.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LAMBDAS = fileURLToPath(new URL('../functions/', import.meta.url));

/**
 * The modules that are required but never used: the other receivers' servers and OAuth installation of Bolt, the encodings
 * other than UTF-8 of raw-body, and what the SDK tells browsers apart with. Bolt's index requires all receivers, so tree-shaking
 * removes none of them.
 */
const UNUSED = ['@slack/socket-mode', '@slack/oauth', 'express', 'iconv-lite', 'bowser'];

/**
 * The modules that single functions never use: the alarm function moves traffic and reads no component, and the Slack function's
 * serverless-http runs on no other cloud. A cold start reads every byte of a bundle.
 */
const UNUSED_BY: Readonly<Record<string, readonly string[]>> = {
  alarm: ['@aws-sdk/client-api-gateway', '@aws-sdk/client-s3'],
  slack: ['./azure'],
};

/**
 * Reads credentials only from the environment, where Lambda puts a function's credentials. The other sources of the SDK (files,
 * single sign-on, STS, the metadata of machines) are a sixth of the Slack bundle.
 */
const credentialsOfLambda: Plugin = {
  name: 'credentials-of-lambda',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'credentials-of-lambda',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: 'credentials-of-lambda' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: pluginData,
    }));
  },
};

/** A built function: its files, the sizes in bytes, and what is in them. */
export interface Bundle {
  readonly name: string;
  /** The file with the handler; the others are beside it. */
  readonly file: string;
  /** The size of all files. */
  readonly bytes: number;
  /** The size of the files that are read before the first event: the file with the handler, and what it requires. */
  readonly startBytes: number;
  readonly metafile: Metafile;
  /** The keys of `metafile.outputs` that are read before the first event. */
  readonly start: ReadonlySet<string>;
}

/** The functions that run the engine: most of what they may need, one event does not need. */
const SPLIT: readonly string[] = ['alarm', 'timer', 'worker'];

/** The settings by which all files of a function are made. */
const SETTINGS = {
  minify: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
} as const;

/** Returns a file of outputs and all that it requires, not what it loads later. */
function filesAtStart(outputs: Metafile['outputs'], entry: string): ReadonlySet<string> {
  const found = new Set([entry]);
  // A set that grows while it is read is read to its end.
  for (const file of found) {
    const required =
      outputs[file]?.imports.filter(({ kind, external }) => kind === 'import-statement' && !external) ?? [];
    for (const { path } of required) found.add(path);
  }
  return found;
}

/**
 * Bundles one function, into one file or split: then what it imports dynamically is in files of its own, which are read when they
 * are needed, while of one file a cold start reads and parses all. The bundler splits only ES modules, so each file becomes
 * CommonJS afterwards: Bolt and the SDK's Node parts are CommonJS, and as ES modules they would need a shim for require, and start
 * later for it.
 */
async function bundleOne(source: string, outdir: string): Promise<Bundle> {
  const name = basename(source, '.ts');
  const splitting = SPLIT.includes(name);
  const { metafile, outputFiles } = await build({
    ...SETTINGS,
    entryPoints: [join(LAMBDAS, source)],
    // The same wherever the files are put, since their names are made from it too.
    outdir: join(ROOT, 'dist'),
    outExtension: { '.js': '.cjs' },
    chunkNames: `${name}-[hash]`,
    write: false,
    bundle: true,
    splitting,
    format: splitting ? 'esm' : 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    plugins: [leaveOut([...UNUSED, ...(UNUSED_BY[name] ?? [])]), credentialsOfLambda],
  });
  await mkdir(outdir, { recursive: true });
  const sizes = new Map<string, number>();
  for (const { path, text } of outputFiles) {
    const code = splitting ? (await transform(text, { ...SETTINGS, format: 'cjs' })).code : text;
    sizes.set(basename(path), Buffer.byteLength(code));
    await writeFile(join(outdir, basename(path)), code);
  }
  await writeFile(join(outdir, `${name}.meta.json`), JSON.stringify(metafile));
  const size = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + (sizes.get(basename(file)) ?? 0), 0);
  const outputs = Object.keys(metafile.outputs);
  const start = filesAtStart(metafile.outputs, outputs.find((file) => basename(file) === `${name}.cjs`) ?? '');
  const file = join(outdir, `${name}.cjs`);
  return { name, file, bytes: size(outputs), startBytes: size(start), metafile, start };
}

/**
 * Bundles every function of src/functions, each into files that begin with its name, ready to be packaged.
 * @param options.only the names of the functions to bundle; all when left out
 */
export async function bundle(options: {
  readonly outdir: string;
  readonly only?: readonly string[];
}): Promise<readonly Bundle[]> {
  const { outdir, only } = options;
  const sources = readdirSync(LAMBDAS).filter(
    (file) => file.endsWith('.ts') && (only?.includes(basename(file, '.ts')) ?? true),
  );
  return Promise.all(sources.map((source) => bundleOne(source, outdir)));
}

async function main(): Promise<void> {
  const outdir = join(ROOT, 'dist');
  await rm(outdir, { recursive: true, force: true });
  for (const { name, bytes, startBytes } of await bundle({ outdir })) {
    const [all, atStart] = [bytes, startBytes].map((size) => Math.round(size / 1024));
    console.log(`${name}.cjs  ${all} KB, ${atStart} KB of it read at the start`);
  }
  for (const { name, bytes } of await buildPublished(join(outdir, 'published'))) console.log(`${name}  ${bytes} bytes`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
