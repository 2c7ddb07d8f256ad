import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Bundle, bundle } from '../../src/build/functions.ts';
import { unzip } from '../support/zip.ts';
import type { Template } from './template.ts';

/** What `npm run package` makes: bundles, zips and the template, in a folder of its own. */
export interface Packaged {
  readonly template: Template;
  /** The text of the template, without the time that osls puts into the place of the zips. */
  readonly text: string;
  /** Each zip by the name of its function. */
  readonly zips: Readonly<Record<string, Buffer>>;
  readonly bundles: readonly Bundle[];
}

/**
 * Builds and packages the whole stack once, without touching the `dist` of the clone.
 * @param params of serverless.yml that differ from what is written there, by name
 */
export async function packageStack(params: Readonly<Record<string, string>> = {}): Promise<Packaged> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-stack-'));
  try {
    const [bundles] = await Promise.all([
      bundle({ outdir: join(folder, 'dist') }),
      cp('serverless.yml', join(folder, 'serverless.yml')),
      cp('stack', join(folder, 'stack'), { recursive: true }),
    ]);
    await osls(folder, params);
    const out = join(folder, '.serverless');
    const text = await readFile(join(out, 'cloudformation-template-update-stack.json'), 'utf8');
    const zips = await Promise.all(
      bundles.map(async ({ name }) => [name, await readFile(join(out, `${name}.zip`))] as const),
    );
    return {
      template: JSON.parse(text),
      text: text.replaceAll(/serverless\/serin\/prod\/[^/]+\//g, ''),
      zips: Object.fromEntries(zips),
      bundles,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The one file in each zip. */
export function only(zip: Buffer | undefined): { readonly name: string; readonly content: Buffer } {
  const [file, ...others] = Object.entries(unzip(zip ?? Buffer.alloc(0)));
  if (file === undefined || others.length > 0)
    throw new Error(`A zip holds ${others.length + 1} files instead of one.`);
  return { name: file[0], content: file[1] };
}

/** Runs `osls package` in a folder. @throws with what it said, when it fails */
export async function osls(folder: string, params: Readonly<Record<string, string>>): Promise<void> {
  const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
  const child = spawn(resolve('node_modules/.bin/osls'), ['package', ...given], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`osls package ended with ${code}:\n${said}`);
}
