import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/cli/version.ts';

/** Runs the real command in a process of its own, without a terminal. */
function serin(...args: readonly string[]) {
  return serinIn(process.env, ...args);
}

/** The same in another environment. */
function serinIn(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/serin.mjs', ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

/** A machine on which AWS was never set up. */
const bare = {
  PATH: process.env.PATH,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

describe('the serin process', () => {
  it('lints the example without a build', () => {
    expect(serin('lint', 'examples/serin.yml')).toMatchObject({ status: 0, stderr: '' });
  });

  it('works from another folder, by the path of the clone', () => {
    const { status, stdout } = spawnSync('npx', ['--prefix', process.cwd(), 'serin', '--version'], {
      encoding: 'utf8',
      cwd: tmpdir(),
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${version()}\n` });
  });

  it('works through a link, as npm link makes one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'serin-'));
    symlinkSync(resolve('src/cli/serin.mjs'), join(folder, 'serin'));
    const { status, stdout } = spawnSync(join(folder, 'serin'), ['--version'], { encoding: 'utf8', cwd: folder });
    rmSync(folder, { recursive: true });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${version()}\n` });
  });

  it('ends with 2 when it is not called right', () => {
    expect(serin('lnt')).toMatchObject({ status: 2, stdout: '' });
  });

  it('ends with 1 and one line for a file that is not there', () => {
    expect(serin('lint', 'nix.yml')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'There is no file nix.yml. Check the path.\n',
    });
  });

  it('says in one line how to name the region when there is none', () => {
    expect(serinIn(bare, 'apply', 'examples/serin.yml')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'No AWS region is set. Set AWS_REGION, or AWS_PROFILE to a profile that has a region, and try again.\n',
    });
  });

  it('says the same before it speaks to the worker', () => {
    expect(serinIn(bare, 'status')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'No AWS region is set. Set AWS_REGION, or AWS_PROFILE to a profile that has a region, and try again.\n',
    });
  });

  it('says in one line how to bring credentials when there are none', () => {
    expect(serinIn({ ...bare, AWS_REGION: 'us-east-1' }, 'apply', 'examples/serin.yml')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'No AWS credentials were found. Sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and try again.\n',
    });
  });
});

describe('a clone without its dependencies', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

  it.each(['prestart', 'pretest', 'demo', 'canary', 'serin', 'build'])(
    'is told to run npm ci first by npm run %s',
    (name) => {
      const clone = mkdtempSync(join(tmpdir(), 'serin-clone-'));
      for (const folder of ['src/cli', 'src/sandbox']) mkdirSync(join(clone, folder), { recursive: true });
      for (const file of ['cli/installed.mjs', 'cli/serin.mjs', 'cli/main.ts', 'sandbox/canary.mjs'])
        copyFileSync(`src/${file}`, join(clone, 'src', file));
      const run = spawnSync('sh', ['-c', scripts[name] ?? ''], { encoding: 'utf8', cwd: clone });
      const direct = spawnSync(process.execPath, ['src/cli/serin.mjs'], { encoding: 'utf8', cwd: clone });
      rmSync(clone, { recursive: true });
      for (const { status, stderr } of [run, direct])
        expect({ status, stderr }).toEqual({
          status: 1,
          stderr: 'The dependencies are not installed. Run npm ci first, then this again.\n',
        });
    },
  );
});
