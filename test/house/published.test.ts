import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPublished, type Published } from '../../src/published-build.ts';

const run = promisify(execFile);

/** A project of somebody else, somewhere else, that has the package installed. */
let project: string;
let published: readonly Published[];
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'serin-consumer-'));
  const installed = join(project, 'node_modules/serin');
  published = await buildPublished(join(installed, 'dist/published'));
  await copyFile('package.json', join(installed, 'package.json'));
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rm(project, { recursive: true }));

/** Type-checks a file of the project as its owner would, without Node's types; what the compiler complains of. */
async function complaintsAbout(source: string, resolution: 'nodenext' | 'bundler'): Promise<string> {
  await writeFile(join(project, 'consumer.ts'), source);
  const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--types', ''];
  const tsc = [resolve('node_modules/typescript/bin/tsc'), 'consumer.ts', '--ignoreConfig', ...options];
  const asked = [...tsc, '--module', module, '--moduleResolution', resolution, '--skipLibCheck', 'false'];
  return run(process.execPath, asked, { cwd: project }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

/** What a module prints in a fresh process. */
async function printed(source: string): Promise<string> {
  await writeFile(join(project, 'main.js'), source);
  return (await run(process.execPath, ['main.js'], { cwd: project })).stdout.trim();
}

describe('what is published', () => {
  it('is what package.json exports', async () => {
    const { exports } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(Object.keys(exports).map((path) => path.replace('.', 'serin'))).toEqual(published.map(({ name }) => name));
  });

  it('imports nothing', async () => {
    for (const { file } of published) {
      expect(await readFile(file, 'utf8')).not.toMatch(/\bimport\b|\brequire\b|\bprocess\b/);
    }
  });
});

describe('serin/routing', () => {
  it('runs in a plain Node process', async () => {
    const source = `
      import { armOf, choose, fromKinesis, isMixed, readDecision, saltOf, toKinesis, withHop, writeDecision } from 'serin/routing';
      const arm = armOf({ salt: saltOf('r-1'), weight: 100, key: 'alice' });
      const decided = withHop({ service: 'order', arm, rollout: 'r-1', revision: 3, chain: [] }, { name: 'api', version: 'v54' });
      const data = Buffer.from(toKinesis({ order: 7 }, writeDecision('', decided))).toString('base64');
      const read = readDecision(fromKinesis({ kinesis: { data } }), 'order');
      console.log(JSON.stringify([choose(read, { stable: 'live', canary: 'next' }), isMixed(read), read.chain]));
    `;
    expect(JSON.parse(await printed(source))).toEqual(['next', false, [{ name: 'api', version: 'v54' }]]);
  });

  it.each(['nodenext', 'bundler'] as const)('has types for a consumer that resolves as %s', async (resolution) => {
    const right = `
      import { type CarriedDecision, choose, fromSqs, readDecision, toHttp } from 'serin/routing';
      const decision: CarriedDecision | null = readDecision(fromSqs({}), 'order');
      export const alias: 'live' | 'next' = choose<'live' | 'next'>(decision, { stable: 'live', canary: 'next' });
      export const headers: Record<string, string | undefined> = toHttp({ accept: '*/*' }, '');
    `;
    expect(await complaintsAbout(right, resolution)).toBe('');
    const wrong = `import { choose } from 'serin/routing';\nchoose(null, { stable: 'live' });\n`;
    expect(await complaintsAbout(wrong, resolution)).toMatch(/'canary' is missing/);
  });
});
