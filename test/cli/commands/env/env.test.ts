import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats, Unwritable } from '../../../../src/cli/commands/env/formats.ts';
import { run } from '../../../../src/cli/program.ts';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import { storedText } from '../../../../src/config/read/stored-service.ts';
import type { CenterFound, ControlCenter } from '../../../../src/domain/environment/control-center.ts';
import { firstCenter } from '../../../../src/environments/control-center.ts';
import { aFile } from '../../../config/a-file.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const targets = '[{ kind: lambda-alias, function: f, alias: live, sides: { a: env-a, b: env-b } }]';
const environments =
  '{ stable: a, a: { name: prod-a, stage: a, apiUrl: "https://a.example.com", variables: { X: "1" } }, b: { name: prod-b, stage: b, apiUrl: "https://b.example.com", variables: { X: "2" } } }';

function stored(changes: Readonly<Record<string, string | null>>): string {
  const parsed = parseConfig(aFile(changes));
  if (!parsed.ok || parsed.services[0] === undefined) throw new Error('not valid');
  return storedText(parsed.services[0]);
}

const open = firstCenter('checkout', 'a', 7);
const closed: ControlCenter = { ...open, deployments: 'closed', rollout: 'r-1', share: 5 };
const there = (value: ControlCenter): CenterFound => ({ is: 'there', version: 1, value });

/** `serin env checkout` with these arguments, in an account with this control center. */
async function serinEnv(
  args: readonly string[],
  {
    center = there(open),
    text = stored({ targets, environments }),
  }: { center?: CenterFound; text?: string | null } = {},
) {
  const terminal = fakeTerminal({});
  const deps = async () => ({ text: async () => text, center: async () => center });
  const code = await run(['env', 'checkout', ...args], terminal, { ...noAccount, env: deps }, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

describe('serin env', () => {
  it('prints what a build for the active side must inject', async () => {
    const { code, out } = await serinEnv([]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      "SERIN_SERVICE='checkout'",
      "SERIN_SIDE='b'",
      "SERIN_ROLE='active'",
      "SERIN_ENVIRONMENT='prod-b'",
      "SERIN_STAGE='b'",
      "SERIN_API_URL='https://b.example.com'",
      "X='2'",
    ]);
  });

  it('follows the control center, not what serin.yml begins with', async () => {
    const { out } = await serinEnv(['--format', 'json'], { center: there(firstCenter('checkout', 'b', 7)) });
    expect(JSON.parse(out)).toMatchObject({ SERIN_SIDE: 'a', SERIN_API_URL: 'https://a.example.com', X: '1' });
  });

  it.each([
    [['--side', 'fallback'], 'a', 'fallback'],
    [['--side', 'a'], 'a', 'fallback'],
    [['--side', 'b'], 'b', 'active'],
  ])('prints with %j the side %s, which is %s', async (args, side, role) => {
    const { out } = await serinEnv([...args, '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ SERIN_SIDE: side, SERIN_ROLE: role });
  });

  it.each([[[]], [['--side', 'a']], [['--side', 'b']]])(
    'ends with 1 and prints nothing while deployments are closed, with %j',
    async (args) => {
      expect(await serinEnv(args, { center: there(closed) })).toEqual({
        code: 1,
        out: '',
        err: 'Deployments of checkout are closed by the rollout r-1. Wait until they are open again; --side fallback and --even-if-closed print all the same.',
      });
    },
  );

  it.each([[['--side', 'fallback']], [['--even-if-closed']]])('prints all the same with %j', async (args) => {
    expect(await serinEnv(args, { center: there(closed) })).toMatchObject({ code: 0, err: '' });
  });

  it.each<[string, Parameters<typeof serinEnv>[1], RegExp]>([
    ['there is no such service', { text: null, center: { is: 'missing' } }, /no service checkout here/],
    ['the service is one stack', { text: stored({}) }, /has no environments/],
    ['there is no control center', { center: { is: 'missing' } }, /serin apply/],
    ['nobody can read it', { center: { is: 'unusable', version: 1, detail: 'it is not JSON' } }, /it is not JSON/],
  ])('ends with 1 when %s', async (_what, account, said) => {
    const { code, out, err } = await serinEnv([], account);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  });

  it.each([[['--side', 'c']], [['--format', 'xml']]])('ends with 2 for %j', async (args) => {
    expect((await serinEnv(args)).code).toBe(2);
  });

  it('leaves out what the service does not have', async () => {
    const text = stored({ targets, environments: '{ stable: a, a: {}, b: {} }' });
    expect(JSON.parse((await serinEnv(['--format', 'json'], { text })).out)).toEqual({
      ...{ SERIN_SERVICE: 'checkout', SERIN_SIDE: 'b', SERIN_ROLE: 'active', SERIN_ENVIRONMENT: 'b' },
    });
  });
});

/** Values that break out of quotes, lines or words where somebody is careless. */
const hostile = [
  '',
  ' leading and trailing ',
  '# no comment',
  ['$HOME', '$', '{HOME} $(id) `id`'].join(''),
  'a"b',
  "it's",
  'back\\slash\\n',
  'X=1; rm -rf /',
  '<<EOF',
  'two\nlines',
  "'\nEVIL=1\n'",
  'serin_0\nEVIL=1',
  'ünïcode 🐤',
  '!history %1',
];
const values = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: fc.constantFrom('a', "'", '"', '$', '`', '\\', '\n', '=', '<', '#', ' ', '_') }),
  fc.string({ unit: 'grapheme' }).filter((text) => !/[\0\r]/.test(text)),
);

/** The variables in the dotenv format; null where that says that it cannot. */
function dotenv(value: string): string | null {
  try {
    return formats.dotenv({ BEFORE: '1', VALUE: value, AFTER: '2' });
  } catch (error) {
    expect(error).toBeInstanceOf(Unwritable);
    return null;
  }
}

/** Reads a file of GITHUB_ENV or GITHUB_OUTPUT as the runner of GitHub Actions does: line by line, `=` or `<<`, whichever is first. */
function runnerReads(text: string): Record<string, string> {
  const lines = text.split('\n');
  const read: Record<string, string> = {};
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const end = line.slice(heredoc + 2);
      const from = i + 1;
      i = lines.indexOf(end, from);
      if (i < 0) throw new Error(`no line ${end}`);
      read[line.slice(0, heredoc)] = lines.slice(from, i).join('\n');
    } else if (line !== '') read[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return read;
}

describe('whatever a value is', () => {
  it('a reader of .env files reads it as it is, or it is refused', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = dotenv(value);
        if (text !== null) expect(parseEnv(text)).toEqual({ BEFORE: '1', VALUE: value, AFTER: '2' });
      }),
    );
  });

  it('a shell reads it as it is, or it is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'serin-env-'));
    const file = join(folder, '.env');
    try {
      for (const value of hostile) {
        const text = dotenv(value);
        if (text === null) continue;
        writeFileSync(file, text);
        const script = `. '${file}'; printf '%s|%s|%s' "$BEFORE" "$VALUE" "$AFTER"`;
        expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`1|${value}|2`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('it is refused for a .env file only where no quotes can hold it', () => {
    expect(dotenv("it's")).toContain('VALUE="it\'s"');
    expect(dotenv(`it's "$5"`)).toBeNull();
    expect(dotenv("it's\ntwo lines")).toBeNull();
    expect(dotenv('carriage\rreturn')).toBeNull();
  });

  it('the runner of GitHub Actions reads it as it is, and nothing beside it', () => {
    fc.assert(
      fc.property(values, values, (one, two) => {
        expect(runnerReads(formats.github({ ONE: one, TWO: two }))).toEqual({ ONE: one, TWO: two });
      }),
    );
  });

  it('JSON has it as it is', () => {
    fc.assert(
      fc.property(values, (VALUE) => {
        expect(JSON.parse(formats.json({ VALUE }))).toEqual({ VALUE });
      }),
    );
  });
});

it('prints the variables that docs/guides/environments.md names, and those of the side', async () => {
  const page = readFileSync('docs/guides/environments.md', 'utf8');
  const { out } = await serinEnv(['--format', 'json']);
  const named = new Set([...page.matchAll(/`(SERIN_\w+)`/g)].map(([, name]) => name));
  expect([...named, 'X'].toSorted()).toEqual(Object.keys(JSON.parse(out)).toSorted());
});
