import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Runs the real command in a process of its own, without a terminal. */
function serin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/serin.mjs', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the serin process', () => {
  it('lints the example without a build', () => {
    expect(serin('lint', 'examples/serin.yml')).toMatchObject({ status: 0, stderr: '' });
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
});
