import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { leaveOut } from './leave-out.ts';
import { buildPublished } from './published.ts';

const LAMBDAS = fileURLToPath(new URL('../functions/', import.meta.url));

/**
 * The modules that are required but never used: the other receivers' servers and OAuth installation of Bolt, and the encodings
 * other than UTF-8 of raw-body. Bolt's index requires all receivers, so tree-shaking removes none of them.
 */
const UNUSED = ['@slack/socket-mode', '@slack/oauth', 'express', 'iconv-lite'];

/**
 * The modules that single functions never use: the alarm function moves traffic and reads no component. A cold start reads every
 * byte of a bundle.
 */
const UNUSED_BY: Readonly<Record<string, readonly string[]>> = {
  alarm: ['@aws-sdk/client-api-gateway', '@aws-sdk/client-s3'],
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

/** A built function: its file, its size in bytes, and its contents. */
export interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly metafile: Metafile;
}

async function bundleOne(source: string, outdir: string): Promise<Bundle> {
  const name = basename(source, '.ts');
  const file = join(outdir, `${name}.cjs`);
  const { metafile } = await build({
    entryPoints: [join(LAMBDAS, source)],
    outfile: file,
    bundle: true,
    minify: true,
    // Bolt and the SDK's Node parts are CommonJS: as ESM they would need a shim for require, and start later for it.
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    metafile: true,
    legalComments: 'none',
    plugins: [leaveOut([...UNUSED, ...(UNUSED_BY[name] ?? [])]), credentialsOfLambda],
    logLevel: 'warning',
  });
  await writeFile(join(outdir, `${name}.meta.json`), JSON.stringify(metafile));
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { name, file, bytes, metafile };
}

/**
 * Bundles every function of src/functions, one file each, ready to be packaged.
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
  const outdir = fileURLToPath(new URL('../../dist/', import.meta.url));
  await rm(outdir, { recursive: true, force: true });
  for (const { name, bytes } of await bundle({ outdir })) console.log(`${name}.cjs  ${Math.round(bytes / 1024)} KB`);
  for (const { name, bytes } of await buildPublished(join(outdir, 'published'))) console.log(`${name}  ${bytes} bytes`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
