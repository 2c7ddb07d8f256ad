import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFunctions, EdgeBuildFailed, MAX_BYTES } from '../../src/edge/build-functions.ts';
import { EdgeSettingsInvalid, edgeSettings } from '../../src/edge/settings-schema.ts';
import { SETTINGS } from './an-edge.ts';

/** What the features of runtime 2.0 do not list, as it would look in minified code; strings are taken out before. */
const NOT_LISTED: Readonly<Record<string, RegExp>> = {
  'a class': /\bclass[\s{]/,
  'a spread or rest': /\.\.\./,
  'optional chaining': /\?\.(?!\d)/,
  'nullish coalescing': /\?\?/,
  'for…of': /\bfor\s*\([^;)]*\bof\b/,
  destructuring: /\b(?:let|const|var)\s*[[{]/,
  'an async closure': /async\s*(?:\(|\w+\s*=>)|async function\s*\(/,
  'a timer': /\bset(?:Timeout|Interval|Immediate)\b/,
  'code from a string': /\beval\b|\bnew Function\b/,
  'a promise combinator': /\bPromise\b|\.then\(/,
  'the environment': /\bprocess\b|\bglobalThis\b/,
};

const withoutStrings = (code: string) => code.replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');

const folder = mkdtempSync(join(tmpdir(), 'serin-edge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MAIN = ['--import', 'tsx', 'src/edge/main.ts'];

function run(...args: string[]): string {
  return execFileSync(process.execPath, [...MAIN, ...args], { encoding: 'utf8', stdio: 'pipe' });
}

describe('the built functions', () => {
  it('are smaller than CloudFront takes, with everything in use', async () => {
    const built = await buildFunctions(edgeSettings(SETTINGS));
    expect(built.map(({ name }) => name)).toEqual(['viewer-request', 'viewer-response']);
    for (const { code } of built) expect(Buffer.byteLength(code)).toBeLessThan(MAX_BYTES);
  });

  it('use nothing that runtime 2.0 does not list', async () => {
    for (const { name, code } of await buildFunctions(edgeSettings(SETTINGS))) {
      const found = Object.entries(NOT_LISTED).filter(([, pattern]) => pattern.test(withoutStrings(code)));
      expect({ name, found: found.map(([what]) => what) }).toEqual({ name, found: [] });
      expect(code).toMatch(/^import cf from 'cloudfront';\n/);
      expect(code.match(/\bimport\b/g)).toHaveLength(2);
      expect(code).toMatch(/\basync function handler\(event\)\{[^}]+\}\n$/);
    }
  });

  it('are refused when their settings make them too large', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `somebody-with-a-long-name-${n}@example.com`);
    const settings = edgeSettings({ ...SETTINGS, cohorts: { beta: { by: 'ids', ids } } });
    await expect(buildFunctions(settings)).rejects.toThrow(EdgeBuildFailed);
    await expect(buildFunctions(settings)).rejects.toThrow(/bytes, and CloudFront takes 10240\. Give cohorts/);
  });

  it('are written by npm run build:edge, from the example too', async () => {
    const out = join(folder, 'out');
    expect(run('--config', 'examples/edge/edge.json', '--out', out)).toMatch(/viewer-request\.js {2}\d+ bytes/);
    const [request] = await buildFunctions(edgeSettings(JSON.parse(readFileSync('examples/edge/edge.json', 'utf8'))));
    expect(readFileSync(join(out, 'viewer-request.js'), 'utf8')).toBe(request!.code);
    const lambda = ['--config', 'examples/edge/lambda-edge.json', '--runtime', 'lambda', '--out', out];
    const written = run(...lambda, '--template', 'examples/edge/lambda-edge.yml');
    expect(written.match(/\S+\.(?:js|yml)/g)?.map((path) => basename(path))).toEqual([
      'lambda-viewer-request.js',
      'lambda-origin-request.js',
      'lambda-viewer-response.js',
      'tell-split.js',
      'lambda-edge.yml',
    ]);
    expect(readFileSync(join(out, 'lambda-edge.yml'), 'utf8')).not.toMatch(/: [a-z-]+\.js$/m);
  });

  it('are not written without settings, for a runtime that there is not, or with what it lacks', () => {
    expect(() => run()).toThrow(/Name the settings with --config\./);
    expect(() => run('--config', 'examples/edge/edge.json', '--runtime', 'lambda@edge')).toThrow(
      /There is no runtime lambda@edge\. Name cloudfront or lambda\./,
    );
    const { status, stderr } = spawnSync(
      process.execPath,
      [...MAIN, '--config', 'examples/edge/edge.json', '--runtime', 'lambda'],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^The cohort switzerland is of a country, .* build for CloudFront Functions\.\n$/),
    });
    expect(run('--help')).toMatch(/--runtime {3}cloudfront for CloudFront Functions, or lambda for Lambda@Edge/);
  });
});

describe('the settings of the edge', () => {
  it('have the origins with the longest paths first', () => {
    const { sides } = edgeSettings(SETTINGS);
    expect(Object.values(sides).map((origins) => origins.map(({ path }) => path))).toEqual([
      ['/api/', '/'],
      ['/api/', '/'],
    ]);
  });

  it('name every problem at once', () => {
    const wrong = { ...SETTINGS, name: 'Web', first: 'c', rooms: [{ from: 'header', name: 'X-Room' }], extra: 1 };
    expect(() => edgeSettings(wrong)).toThrow(EdgeSettingsInvalid);
    expect(() => edgeSettings(wrong)).toThrow(/name: a name has.*rooms\.0\.name: a header is written in lower case/);
  });

  const { sides } = SETTINGS;
  it.each<[string, object]>([
    ['three sides', { sides: { ...sides, c: sides.a } }],
    ['one side', { sides: { a: sides.a } }],
    ['sides that answer different paths', { sides: { a: sides.a, b: sides.b.slice(1) } }],
    ['a first side that is none', { first: 'c' }],
    ['a path that does not end', { sides: { a: [{ ...sides.a[0], path: '/api' }], b: sides.b } }],
    ['an origin with a scheme', { sides: { a: [{ ...sides.a[0], domain: 'https://a.example.com' }], b: sides.b } }],
    ['a kind of origin that is none', { sides: { a: [{ ...sides.a[0], kind: 'ftp' }], b: sides.b } }],
    ['ids without users', { user: null }],
    ['a country in words', { cohorts: { swiss: { by: 'country', countries: ['Switzerland'] } } }],
    ['a cohort by belief', { cohorts: { swiss: { by: 'belief' } } }],
    [
      '17 cohorts',
      { cohorts: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`c${n}`, { by: 'signature' }])) },
    ],
    ['a key that is not known', { weight: 5 }],
  ])('refuse %s', (_, change) => {
    expect(() => edgeSettings({ ...SETTINGS, ...change })).toThrow(EdgeSettingsInvalid);
  });

  it('may leave out what is not used', () => {
    const { name, first } = SETTINGS;
    expect(edgeSettings({ name, first, sides })).toMatchObject({ user: null, rooms: [], cohorts: {} });
  });
});
