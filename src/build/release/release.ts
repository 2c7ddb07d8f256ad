import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from '../package.ts';
import { type PackagedStack, packageStack } from '../stack.ts';
import { listThirdParty, noticesText } from '../third-party.ts';
import { releaseNotes } from './notes.ts';
import { releaseBom } from './sbom.ts';
import { MARKS, toReleasedTemplate } from './template.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** The files of a release by name, in the order of their names. */
type Files = ReadonlyMap<string, Buffer | string>;

/**
 * Makes a release, offline: the package, the zips of the functions, the template that takes them from a bucket, the script that
 * deploys both, the template of us-east-1, the bill of materials, the licences of what is bundled, the notes and the checksums.
 * The same clone gives the same bytes.
 * @returns the names of the files
 */
export async function release(outdir: string): Promise<readonly string[]> {
  const { version, files: packed } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  // One after the other: each takes all cores for a while.
  const stack = await packageStack(MARKS);
  const { tarball, cli } = await packPackage(packed);
  const bundled = await listThirdParty([...stack.bundles.map(({ metafile }) => metafile), cli]);
  const [sbom, changelog, usEast1, script] = await Promise.all([
    run('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], { cwd: ROOT, maxBuffer: 2 ** 26 }),
    readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'),
    readFile(join(ROOT, 'stack/us-east-1.yml')),
    readFile(join(ROOT, 'examples/deploy/cloudformation.sh')),
  ]);
  const files = new Map<string, Buffer | string>([
    ...stackFiles(stack),
    [`serin-${version}.tgz`, tarball],
    ['us-east-1.yml', usEast1],
    ['cloudformation.sh', script],
    ['sbom.cdx.json', releaseBom(sbom.stdout, bundled)],
    ['THIRD-PARTY-NOTICES.txt', noticesText(bundled)],
    ['RELEASE-NOTES.md', releaseNotes(changelog, version)],
  ]);
  await writeRelease(outdir, files);
  return [...files.keys(), 'SHA256SUMS'].sort();
}

interface Manifest {
  readonly version: string;
  readonly files: readonly string[];
}

/** Returns the zips and the template. A zip has its checksum in its name: CloudFormation deploys only a key that it has not seen. */
function stackFiles({ zips, text }: PackagedStack): Files {
  const names = Object.fromEntries(
    Object.entries(zips).map(([name, zip]) => [name, `${name}-${sha256(zip).slice(0, 12)}.zip`]),
  );
  const template = `${JSON.stringify(toReleasedTemplate(text, names), null, 1)}\n`;
  const code = Object.entries(zips).map(([name, zip]) => [names[name] ?? name, zip] as const);
  return new Map<string, Buffer | string>([['template.json', template], ...code]);
}

/** Packs the npm package in a folder of its own, so that nothing of it comes from an earlier build. */
async function packPackage(files: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'serin-package-'));
  try {
    const cli = await buildPackage(join(folder, 'dist'));
    const sources = new Set([
      'package.json',
      'README.md',
      'LICENSE',
      ...files.filter((file) => !file.startsWith('!')).map((file) => file.replace(/\/\*.*$/, '')),
    ]);
    const filter = (path: string) => basename(path) !== 'node_modules';
    for (const source of sources) {
      if (!source.startsWith('dist/')) await cp(join(ROOT, source), join(folder, source), { recursive: true, filter });
    }
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json'], { cwd: folder });
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    return { cli, tarball: await readFile(join(folder, packed?.filename ?? '')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeRelease(outdir: string, files: Files): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(outdir, name), bytes);
  const sums = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`);
  await writeFile(join(outdir, 'SHA256SUMS'), sums.join(''));
}
