import { describe, expect, it } from 'vitest';
import type { TokenDeps } from '../../../../src/cli/commands/secrets/token.ts';
import { run } from '../../../../src/cli/program.ts';
import { readSignalToken } from '../../../../src/command/signal-token.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const KEY = 'a-key-of-at-least-32-characters-0';
const CHECKOUT = { signals: [{ name: 'own-check', expires: 300_000 }], generations: [1] };

async function serinToken(deps: Partial<TokenDeps> = {}, args: readonly string[] = ['checkout']) {
  const terminal = fakeTerminal({});
  const names: string[] = [];
  const open = async (name: string) => {
    names.push(name);
    return { key: async () => KEY, settings: async () => CHECKOUT, ...deps };
  };
  const code = await run(['token', ...args], terminal, { ...noAccount, token: open }, 'serin');
  return { code, names, out: terminal.printed, err: terminal.complained.join('\n') };
}

describe('serin token', () => {
  it('prints the token alone, so that it can be piped, and what it is for beside it', async () => {
    const { code, out, err } = await serinToken();
    expect([code, out.length]).toEqual([0, 1]);
    expect(readSignalToken(out[0] ?? '', 'checkout', KEY)).toBe(1);
    expect(err).toBe(
      'This is the token of generation 1 for the signals of checkout: own-check.\n' +
        'Keep it as a secret: whoever has it can say that the service is healthy.',
    );
  });

  it('prints that of the newest generation, and says which others count', async () => {
    const { out, err } = await serinToken({ settings: async () => ({ ...CHECKOUT, generations: [1, 2] }) });
    expect(readSignalToken(out[0] ?? '', 'checkout', KEY)).toBe(2);
    expect(err).toContain('Generation 1 counts too, until it is out of signalTokens.');
  });

  it.each([
    ['no such service', null, 'There is no service checkout in this account.'],
    ['a service without signals', { ...CHECKOUT, signals: [] }, 'checkout lists no signals.'],
  ])('refuses %s, and says what to do', async (_what, settings, problem) => {
    const { code, out, err } = await serinToken({ settings: async () => settings });
    expect([code, out]).toEqual([1, []]);
    expect(err).toBe(`${problem} Write its signals in serin.yml, then: serin apply serin.yml`);
  });

  it('is of the installation that is named, and needs a service', async () => {
    expect((await serinToken({}, ['checkout', '--name', 'serin-dev'])).names).toEqual(['serin-dev']);
    expect((await serinToken({}, [])).code).toBe(2);
  });

  it('says what is wrong with the account', async () => {
    const settings = () => Promise.reject(new Error('Region is missing'));
    await expect(serinToken({ settings })).rejects.toThrow('No AWS region is set.');
  });
});
