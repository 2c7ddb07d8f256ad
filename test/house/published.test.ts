import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPublished, type Published } from '../../src/build/published.ts';

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

describe('serin/client', () => {
  it('takes less than 1 KB of a page, as it is sent', async () => {
    const client = published.find(({ name }) => name === 'serin/client');
    expect(gzipSync(await readFile(client?.file ?? '')).length).toBeLessThan(1024);
  });

  it('has types in which the actions of the fallback are the actions that there are', async () => {
    const right = `
      import { discover } from 'serin/client';
      const shop = discover({ url: '', service: 'shop', user: 'alice', fallback: { order: 'https://a.example' } });
      export const stop: () => void = shop.watch({ focus: window, everyMs: 60_000, onChange: ({ actions }) => actions.order });
    `;
    expect(await complaintsAbout(right, 'bundler')).toBe('');
    expect(await complaintsAbout(right.replace('actions.order', 'actions.pay'), 'bundler')).toContain("'pay'");
  });

  it('falls back to stable in a plain Node process when nobody answers', async () => {
    const source = `
      import { discover } from 'serin/client';
      const options = { url: 'http://127.0.0.1:1', service: 'shop', user: 'alice', fallback: { order: 'https://a.example' } };
      console.log(JSON.stringify(await discover(options).refresh()));
    `;
    expect(JSON.parse(await printed(source))).toMatchObject({ arm: 'stable', isKnown: false });
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

  it('counts the requests of a plain Node process', async () => {
    const source = `
      import { withArmMetrics } from 'serin/routing';
      const handler = withArmMetrics(async () => ({ statusCode: 200 }), { service: 'order', now: Date.now, out: process.stdout, setTimeout });
      await handler({});
    `;
    expect(JSON.parse(await printed(source))).toMatchObject({
      service: 'order',
      arm: 'stable',
      requests: 1,
      errors: 0,
    });
  });

  it.each(['nodenext', 'bundler'] as const)('has types for a consumer that resolves as %s', async (resolution) => {
    const right = `
      import { type CarriedDecision, choose, fromSqs, readDecision, toHttp, withArmMetrics } from 'serin/routing';
      const decision: CarriedDecision | null = readDecision(fromSqs({}), 'order');
      export const alias: 'live' | 'next' = choose<'live' | 'next'>(decision, { stable: 'live', canary: 'next' });
      export const headers: Record<string, string | undefined> = toHttp({ accept: '*/*' }, '');
      const answer = async (request: Request) => new Response(request.url);
      const out = { write: (line: string) => console.log(line) };
      export const fetch: (request: Request) => Promise<Response> = withArmMetrics(answer, { service: 'order', now: Date.now, out });
    `;
    expect(await complaintsAbout(right, resolution)).toBe('');
    const wrong = `import { choose } from 'serin/routing';\nchoose(null, { stable: 'live' });\n`;
    expect(await complaintsAbout(wrong, resolution)).toMatch(/'canary' is missing/);
  });
});
