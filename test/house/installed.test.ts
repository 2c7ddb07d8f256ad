import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { version } from '../../src/cli/version.ts';

/** A machine on which nothing is set up but Node and npm. */
const bare = {
  PATH: process.env.PATH,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** An empty folder, into which the package was installed from its tarball. */
let folder: string;
let serinFile: string;

const inFolder = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = bare) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: folder, env });
  return { status, stdout, stderr };
};

const serin = (args: readonly string[], env: NodeJS.ProcessEnv = bare) => inFolder(serinFile, args, env);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-installed-'));
  serinFile = join(folder, 'node_modules/.bin/serin');
  const packed = spawnSync('npm', ['pack', '--pack-destination', folder], { encoding: 'utf8', env: process.env });
  expect(packed).toMatchObject({ status: 0 });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // Offline: whatever it needed beside the tarball would have to be fetched, and fail.
  const environment = { ...bare, HOME: folder, npm_config_cache: join(folder, '.npm') };
  const installed = inFolder('npm', ['install', '--offline', `./serin-${version()}.tgz`], environment);
  expect(installed).toMatchObject({ status: 0 });
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package, installed into an empty folder', () => {
  it('brings no other package', () => {
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['serin']);
  });

  it('has a licence, and the notices of what its bundle contains', () => {
    expect(readFileSync(join(folder, 'node_modules/serin/LICENSE'), 'utf8')).toContain('Apache License');
    const notices = readFileSync(join(folder, 'node_modules/serin/dist/cli/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['commander', 'yaml', 'zod', '@aws-sdk/client-lambda', '@slack/web-api']) {
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    }
  });

  it('has a command line of at most 4 MB, without sources', () => {
    const cli = join(folder, 'node_modules/serin/dist/cli');
    const bytes = readdirSync(cli).reduce((sum, name) => sum + statSync(join(cli, name)).size, 0);
    expect(bytes).toBeLessThan(4 * 1024 * 1024);
    expect(readdirSync(join(folder, 'node_modules/serin/src'), { recursive: true })).toEqual(['cli', 'cli/serin.mjs']);
  });

  it('says its version, and the same help as the sources', () => {
    expect(serin(['--version'])).toEqual({ status: 0, stdout: `${version()}\n`, stderr: '' });
    const { stdout } = spawnSync(process.execPath, ['src/cli/serin.mjs', '--help'], { encoding: 'utf8' });
    expect(serin(['--help'])).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('checks and simulates a service, and prints the manifest and the schema', () => {
    const file = join(folder, 'node_modules/serin/examples/serin.yml');
    expect(serin(['lint', file])).toMatchObject({ status: 0, stderr: '' });
    const world = ['--traffic', '50/s', '--users', '2000', '--rollouts', '2', '--canary-errors', '5%'];
    expect(serin(['simulate', 'checkout', '--config', file, ...world])).toMatchObject({ status: 0 });
    expect(serin(['schema']).stdout).toBe(readFileSync('src/config/serin.schema.json', 'utf8'));
    expect(serin(['manifest', '--url', 'https://abc.example.com']).stdout).toContain('abc.example.com/slack/events');
  });

  it.each([
    ['init'],
    ['apply', 'node_modules/serin/examples/serin.yml'],
    ['status'],
    ['start', 'checkout', 'v54'],
    ['freeze', 'checkout', '2h'],
    ['explain', 'checkout'],
    ['audit'],
    ['env', 'shop'],
    ['sync', '--check', 'shop'],
    ['doctor'],
    ['replay'],
    ['adopt', 'route53', '--zone', 'Z1', '--record', 'app.example.com', '--canary-value', '198.51.100.7'],
  ])('says in one sentence what it needs of the account: serin %s', (...args) => {
    const { status, stdout, stderr } = serin(args);
    expect([status, stdout + stderr]).toEqual([1, expect.stringMatching(/No AWS region is set|Region is missing/)]);
    expect(stdout + stderr).not.toMatch(/^ +at |node_modules/m);
  });

  it('is an action for GitHub, which needs nothing beside the package', () => {
    const root = join(folder, 'node_modules/serin');
    const { runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const inputs = { INPUT_SERVICE: 'checkout', INPUT_VERSION: 'v54', 'INPUT_DRY-RUN': 'true' };
    const ran = inFolder(process.execPath, [join(root, runs.main)], { ...bare, ...files, ...inputs });
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout).toMatch(/^::error title=Serin::checkout: failed\. .*region/im);
    expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toMatch(/^outcome<<(\S+)\nfailed\n\1\n/);
    expect(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### checkout v54: ✗ Failed');
  });

  it('lets others import serin/routing and serin/client', () => {
    const source = `
      import { armOf, saltOf } from 'serin/routing';
      import { discover } from 'serin/client';
      const options = { url: 'http://127.0.0.1:1', service: 'shop', user: 'alice', fallback: { order: 'https://a.example' } };
      console.log(armOf({ salt: saltOf('r-1'), weight: 100, key: 'alice' }), (await discover(options).refresh()).arm);
    `;
    writeFileSync(join(folder, 'main.js'), source);
    expect(inFolder(process.execPath, ['main.js'])).toEqual({ status: 0, stdout: 'canary stable\n', stderr: '' });
  });
});
