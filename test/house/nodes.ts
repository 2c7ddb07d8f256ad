import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { version } from '../../src/cli/version.ts';

const run = promisify(execFile);

/** The versions of Node beside the running one, which the other tests use. */
const NODES = ['20', '22', '24'];

const USES = `import * as routing from 'serin/routing';
import * as client from 'serin/client';
console.log(typeof routing.choose, typeof client.discover);`;

/** Packs and installs the package into an empty folder. */
async function installPackage(folder: string): Promise<void> {
  await run('npm', ['pack', '--pack-destination', folder]);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--offline', `./serin-${version()}.tgz`], { cwd: folder });
  await writeFile(join(folder, 'uses.mjs'), USES);
}

/** Installs a version of Node from the registry. Returns null where that cannot be had. */
async function installNode(folder: string, major: string): Promise<string | null> {
  const into = join(folder, `node-${major}`);
  const said = await run('npm', ['install', '--prefix', into, '--no-save', `node@${major}`]).then(
    () => null,
    (error: unknown) => String(error),
  );
  if (said !== null) console.log(`SKIP Node ${major}: it could not be installed`);
  return said === null ? join(into, 'node_modules/.bin/node') : null;
}

/** Runs the package in an empty folder under each version of Node: the command line, a whole lint, and both libraries. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-nodes-'));
  try {
    await installPackage(folder);
    for (const major of NODES) {
      const node = await installNode(folder, major);
      if (node === null) continue;
      const out = async (...args: readonly string[]) => (await run(node, args, { cwd: folder })).stdout.trim();
      const serin = 'node_modules/serin/src/cli/serin.mjs';
      const runs = await out('--version');
      assert.ok(runs.startsWith(`v${major}.`), `${runs} is Node ${major}`);
      assert.equal(await out(serin, '--version'), version());
      assert.match(await out(serin, 'lint', resolve('examples/serin.yml')), /^checkout +\d+ of 4096 bytes/);
      assert.match(await out('uses.mjs'), /^function function$/);
      console.log(`The package works on Node ${runs}.`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
