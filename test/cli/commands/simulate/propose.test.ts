import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/cli/program.ts';
import { exit } from '../../../../src/cli/terminal/terminal.ts';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const text = readFileSync('examples/serin.yml', 'utf8');

async function propose(words: readonly string[]) {
  const terminal = fakeTerminal({ files: { 'serin.yml': text } });
  const code = await run(['plan', ...words], terminal, noAccount, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

const world = ['--traffic', '100/s', '--users', '2000', '--errors', '1%', '--fault', '5%'];

describe('serin plan', () => {
  it('prints the quickest plan that keeps the wish, as YAML that serin.yml takes, and what it costs', async () => {
    const { code, out } = await propose(['checkout', ...world, '--hurt', '200']);
    expect(code).toBe(exit.done);
    expect(out).toMatch(/^# 5% errors where 1% is usual: users hurt: mean \d/);
    expect(out).toContain('A good version takes 5 min');
    const plan = out.slice(out.indexOf('plan:'));
    expect(plan).toMatch(/^plan:\n {2}- shift: \d+\n {2}- bake: 5m\n {2}- shift: 100$/);
    const file = text.replace('plan: canary 10% 30m', plan.replaceAll('\n', '\n    '));
    expect(parseConfig(file).ok).toBe(true);
  });

  it('says that no plan does, and which comes nearest', async () => {
    const { code, out } = await propose(['checkout', ...world, '--hurt', '1']);
    expect(code).toBe(exit.refused);
    expect(out).toMatch(/^# None of 28 plans keeps .*\n# Nearest: /);
    expect(out).not.toContain('plan:\n');
  });

  it('refuses where nothing compares both versions, and a fault that is none', async () => {
    expect(await propose(['calls', ...world, '--hurt', '5'])).toMatchObject({
      code: exit.refused,
      err: 'Nothing compares both versions of calls, so no plan stops a fault: configure analysis first.',
    });
    const { code, err } = await propose(['checkout', ...world, '--errors', '5%', '--hurt', '5']);
    expect([code, err]).toEqual([exit.usage, 'The fault is no worse than today. Write --fault above --errors.']);
  });
});
