import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { exit } from '../../src/cli/terminal/terminal.ts';
import { aFile } from '../config/a-file.ts';
import { startDynalite } from '../support/dynalite.ts';
import { applyDepsOn } from './apply-deps.ts';
import { commandNames, parseOnly, wordsOf } from './command-line.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { noAccount } from './no-account.ts';

async function serin(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const terminal = fakeTerminal({ files });
  const opened: string[] = [];
  const open = {
    ...noAccount,
    apply: async (name: string) => {
      opened.push(name);
      throw new Error('no account here');
    },
  };
  const code = await run(args, terminal, open, 'serin').catch((error: Error) => error.message);
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n'), opened };
}

describe('serin lint', () => {
  it('prints a line per service with its bytes and parts', async () => {
    const { code, out } = await serin(['lint', 'serin.yml'], { 'serin.yml': aFile() });
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('checkout  281 of 4096 bytes, 1 target, 1 alarm, 3 steps');
  });

  it('notes how much the first shift dilutes an alarm over both versions', async () => {
    const { out } = await serin(['lint', 'x'], { x: readFileSync('examples/serin.yml', 'utf8') });
    expect(out).toMatch(/\nnote: checkout: At 5% an alarm over both versions .* fires when the canary fails 20%\./);
    expect(out).toMatch(/\nnote: calls: At 10% .* fails 10%\./);
  });

  it('warns that two splits on one path multiply, and passes', async () => {
    const { code, out } = await serin(['lint', 'x'], { x: readFileSync('examples/serin.yml', 'utf8') });
    expect(code).toBe(0);
    expect(out).toContain(
      'warning: checkout: Users can meet both versions at once: lambda-alias checkout-api:live and ',
    );
    expect(out).toContain(
      'At 5%, about 9.5% of the requests that pass both meet a mix, and 0.25% meet the new version only.',
    );
    expect(out).not.toContain('warning: calls');
  });

  it('prints each problem with file, line, column and remedy, and their number', async () => {
    const { code, out } = await serin(['lint', 'a.yml'], { 'a.yml': aFile({ channel: 'deploys', alarms: '[a, a]' }) });
    expect(code).toBe(1);
    expect(out).toContain('a.yml:3:5 services.checkout.channel\n  channel cannot be "deploys"');
    expect(out).toContain('a.yml:5:17 services.checkout.alarms[1]\n  a is there twice.\n  Remove one of the two.\n');
    expect(out).toMatch(/\n2 problems in a\.yml$/);
  });

  it('says that there is no such file', async () => {
    expect(await serin(['lint', 'nix.yml'])).toMatchObject({
      code: 1,
      err: 'There is no file nix.yml. Check the path.',
    });
  });
});

describe('serin lint --json', () => {
  it('has each service with its bytes', async () => {
    const { code, out } = await serin(['lint', 'x', '--json'], { x: aFile() });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      v: 1,
      ok: true,
      services: [{ name: 'checkout', bytes: 281, bytesAllowed: 4096, targets: 1, alarms: 1, steps: 3 }],
      problems: [],
      warnings: [],
      notes: [expect.objectContaining({ service: 'checkout', code: 'alarms-diluted' })],
    });
  });

  it('says who stays on the old version to the end', async () => {
    const plan = '[{ shift: 5 }, { bake: 10m }, { shift: 100 }, { bake: 30m }]';
    const { out } = await serin(['lint', 'x'], { x: aFile({ plan, analysis: '{ holdback: 2% }' }) });
    expect(out).toContain('note: checkout: 98%: 2% stay on stable to the end, so that the two can be compared');
  });

  it('has every problem with its place and remedy', async () => {
    const { code, out } = await serin(['lint', 'x', '--json'], { x: aFile({ channel: 'deploys' }) });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      problems: [{ line: 3, column: 5, path: 'services.checkout.channel', remedy: expect.any(String) }],
    });
  });
});

describe('serin schema', () => {
  it('prints the committed schema', async () => {
    const { code, out } = await serin(['schema']);
    expect(code).toBe(0);
    expect(`${out}\n`).toBe(readFileSync('src/config/serin.schema.json', 'utf8'));
  });
});

describe('serin apply', () => {
  it.each([
    [[], 'serin'],
    [['--name', 'serin-dev'], 'serin-dev'],
  ])('with %j opens the installation %s', async (options, name) => {
    expect(await serin(['apply', 'x', ...options], { x: aFile() })).toMatchObject({
      code: 'no account here',
      opened: [name],
    });
  });
});

describe('serin apply --remove', () => {
  it('may be said several times, and refuses a service that the file has', async () => {
    const terminal = fakeTerminal({ files: { x: aFile() } });
    const table = await startDynalite();
    const open = { ...noAccount, apply: async () => applyDepsOn(table, ['checkout-5xx']) };
    const code = await run(['apply', 'x', '--remove', 'calls', '--remove', 'checkout'], terminal, open, 'serin');
    await table.stop();
    expect(code).toBe(1);
    expect(terminal.printed).toContain('calls: not there, nothing to remove');
    expect(terminal.complained[0]).toMatch(/^checkout is in the file, and --remove says that it goes\./);
  });
});

describe('the command line', () => {
  it('has an example in the help of every command, and each is a command line', async () => {
    for (const name of commandNames().filter((one) => one !== 'help')) {
      const { out } = await serin([name, '--help']);
      const examples = [...out.matchAll(/^ {2}(serin .*)$/gm)].map(([, line = '']) => line);
      expect(examples.length, name).toBeGreaterThan(0);
      for (const line of examples) await parseOnly(wordsOf(line.replace(/[>|].*/, ''), {}) ?? []);
    }
  });

  it('has a section in docs/reference/cli.md for every command', () => {
    const page = readFileSync('docs/reference/cli.md', 'utf8');
    const headings = [...page.matchAll(/^## .*$/gm)].join('\n');
    for (const name of commandNames().filter((one) => one !== 'help'))
      expect(headings).toMatch(new RegExp(`serin ${name}\\b`));
  });

  it('says in its help how it ends', async () => {
    const { out } = await serin(['--help']);
    for (const code of Object.values(exit)) expect(out).toMatch(new RegExp(`^ {2}${code} `, 'm'));
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await serin(['--version'])).toMatchObject({ code: 0, out: version });
  });

  it.each([
    ['no command', [], 'Usage: serin'],
    ['a misspelt command', ['lnt'], '(Did you mean lint?)'],
    ['a word that says stop', ['stop', 'checkout'], '`serin pause` keeps the traffic where it is; `serin rollback`'],
    ['a typo that could mean something safer', ['statt', 'checkout'], '(Did you mean status?)'],
    ['a command without its file', ['lint'], "missing required argument 'file'"],
    ['an unknown option', ['apply', 'x', '--yess'], '(Did you mean --yes?)'],
    ['one file too many', ['lint', 'a', 'b'], 'too many arguments'],
  ])('ends with 2 for %s', async (_what, args, said) => {
    const { code, err } = await serin(args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it.each([
    [['--help'], 'Bring the services of a serin.yml to the account'],
    [['lint', '--help'], 'Usage: serin lint'],
    [['schema', '--help'], 'Usage: serin schema'],
    [['apply', '--help'], '--yes'],
    [['help', 'apply'], '--name <name>'],
  ])('helps with %j', async (args, said) => {
    const { code, out } = await serin(args);
    expect(code).toBe(0);
    expect(out).toContain(said);
  });
});

describe('serin rollback takes either way, and no mixture', () => {
  it.each([
    [['rollback'], 'Name the service, or say --from with a baseline.'],
    [['rollback', 'checkout', '--from', 'b.json'], 'Say either the service or --from'],
    [['rollback', 'checkout', '--yes'], '--yes goes only with --from.'],
    [['rollback', '--from', 'b.json', '--wait', '--reason', 'x'], '--reason, --wait does not go with --from.'],
  ])('%j', async (words, said) => {
    const { code, err } = await serin(words);
    expect(code).toBe(exit.usage);
    expect(err).toContain(said);
  });
});
