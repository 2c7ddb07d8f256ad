import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram, run } from '../../../src/cli/program.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { noAccount } from '../no-account.ts';

async function script(shell: string): Promise<string> {
  const terminal = fakeTerminal({});
  expect(await run(['completion', shell], terminal, noAccount, 'serin')).toBe(0);
  return terminal.printed.join('\n');
}

/** The commands as they are, with their options. */
const commands = () =>
  createProgram({ terminal: fakeTerminal({}), open: noAccount, name: 'serin', end: () => undefined }).commands;

describe('in bash, serin', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'serin-'));
    for (const name of ['base line.json', 'serin.yml']) writeFileSync(join(folder, name), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What bash would offer for a line, the cursor behind its last word. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const asked = `${await script('bash')}
      COMP_WORDS=(${['serin', ...words].map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
      _serin; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', asked], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  it.each([
    ['a command', ['li'], ['lint']],
    ['a shell', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a command to be helped with', ['help', 'app'], ['apply']],
    ['an option', ['apply', 'serin.yml', '--dr'], ['--dry-run']],
    ['a file', ['lint', 's'], ['serin.yml']],
    ['a file with a space, as the value of an option', ['rollback', '--from', 'b'], ['base line.json']],
    ['nothing where no shell can know', ['manifest', '--url', ''], []],
    ['nothing after a command that there is not', ['nix', ''], []],
  ])('completes %s', async (_what, words, wanted) => {
    expect(await offered(...words)).toEqual(wanted);
  });

  it('completes every command, and every option of each', async () => {
    expect(commands().length).toBeGreaterThan(5);
    for (const command of commands()) {
      expect(await offered(command.name())).toContain(command.name());
      const flags = command.options.flatMap(({ long }) => long ?? []);
      expect(await offered(command.name(), '--')).toEqual(expect.arrayContaining(flags));
    }
  });
});

describe.each(['zsh', 'fish'])('in %s, serin', (shell) => {
  it('has every command and every option of each in its script', async () => {
    const text = await script(shell);
    for (const command of commands()) {
      expect(text).toContain(command.name());
      for (const { long = '' } of command.options)
        expect(text).toContain(shell === 'fish' ? `-l ${long.slice(2)}` : long);
    }
  });

  it.runIf(existsSync(`/usr/bin/${shell}`))('has a script that the shell takes', async () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: await script(shell), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it('no completion is made for a shell that there is not', async () => {
  const terminal = fakeTerminal({});
  expect(await run(['completion', 'csh'], terminal, noAccount, 'serin')).toBe(2);
  expect(terminal.complained.join('\n')).toContain('Allowed choices are bash, zsh, fish');
});
