import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../../src/cli/commands/sync/sync.ts';
import { run } from '../../../../src/cli/program.ts';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import { storedText } from '../../../../src/config/read/stored-service.ts';
import type { Content } from '../../../../src/domain/environment/component.ts';
import { firstCenter } from '../../../../src/environments/control-center.ts';
import type { Found, SyncTable } from '../../../../src/environments/sync-table.ts';
import { ComponentFault } from '../../../../src/ports/component.ts';
import { documentedNames, fieldsOf } from '../../../house/documented-json.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const yaml = `
services:
  shop:
    channel: "#deploys"
    targets: [{ kind: lambda-alias, function: shop-api, alias: live, sides: { a: env-a, b: env-b } }]
    alarms: [shop-5xx]
    plan: canary 10% 30m
    environments: { stable: a, a: {}, b: {} }
    components:
      - { kind: lambda-functions, functions: [shop-api], aliases: { a: env-a, b: env-b } }
`;
const parsed = parseConfig(yaml);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const shop = parsed.services[0]!;

const content = (order: number): Content => {
  return { version: `${order}`, label: `v${order}`, order, digest: `${order}`, token: '' };
};

/** Functions of which `a` has one version and `b` another. */
function found(versions: Readonly<Record<string, readonly [a: number, b: number]>>): readonly Found[] {
  return Object.entries(versions).map(([name, [a, b]]) => ({
    config: shop.components[0]!,
    brought: 'in-place',
    reading: { name, a: content(a), b: content(b), troubles: [] },
  }));
}

async function check(comparison: Partial<Comparison>, ...options: readonly string[]) {
  const terminal = fakeTerminal({});
  const full: Comparison = {
    text: async () => storedText(shop),
    center: async () => ({ is: 'there', version: 1, value: firstCenter('shop', 'a', 0) }),
    components: async () => [],
    ...comparison,
  };
  const open = { ...noAccount, sync: async () => full };
  const code = await run(['sync', '--check', 'shop', ...options], terminal, open, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

describe('serin sync --check', () => {
  it('ends with 0 when the environment that gets the next release is in step or ahead', async () => {
    const { code, out } = await check({
      components: async () => found({ 'shop-api': [17, 17], 'shop-orders': [3, 4] }),
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^component +a +b +newest in +sync\n/);
    expect(out).toContain('Environment b is at the newest of every component of shop.');
  });

  it('ends with 1 when it is behind, and shows in what', async () => {
    const { code, out } = await check({
      components: async () => found({ 'shop-api': [18, 17], 'shop-orders': [3, 3] }),
    });
    expect(code).toBe(1);
    expect(out).toMatch(/shop-api +18 \(v18\) +17 \(v17\) +a +is brought up in place/);
    expect(out).toContain('is behind in 1 of 2 components');
  });

  it('goes by the control center, not by the configuration', async () => {
    const { code } = await check({
      center: async () => ({ is: 'there', version: 1, value: firstCenter('shop', 'b', 0) }),
      components: async () => found({ 'shop-api': [18, 17] }),
    });
    expect(code).toBe(0);
  });

  it('ends with 1 when nothing tells which is newer, and says what to do', async () => {
    const [one] = found({ 'shop-api': [18, 17] });
    const unknown = { ...one!, reading: { ...one!.reading, b: { ...content(17), order: null } } };
    const { code, out } = await check({ components: async () => [unknown] });
    expect(code).toBe(1);
    expect(out).toContain('nothing tells which is newer. Deploy the version');
  });

  it('prints JSON for programs', async () => {
    const { code, out } = await check({ components: async () => found({ 'shop-api': [18, 17] }) }, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      service: 'shop',
      side: 'b',
      inStep: false,
      components: [
        { name: 'shop-api', a: { version: '18', label: 'v18' }, b: { version: '17', label: 'v17' }, sync: 'update' },
      ],
      findings: [expect.objectContaining({ code: 'component-behind', about: 'shop-api' })],
    });
  });

  it.each([
    ['no such service', { text: async () => null }, 'There is no service shop'],
    ['no components', { text: async () => storedText({ ...shop, components: [] }) }, 'has no components'],
    ['no control center', { center: async () => ({ is: 'missing' as const }) }, 'Run serin apply'],
    [
      'a component that cannot be read',
      { components: () => Promise.reject(new ComponentFault('AccessDenied', 'S3 refused it.', true)) },
      'S3 refused it.',
    ],
  ])('ends with 1 and says why with %s', async (_, comparison, why) => {
    const { code, out, err } = await check(comparison);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(why);
  });

  it('does nothing without --check', async () => {
    const terminal = fakeTerminal({});
    expect(await run(['sync', 'shop'], terminal, noAccount, 'serin')).toBe(2);
    expect(terminal.complained.join('\n')).toContain('--check');
  });
});

it('prints the JSON that docs/reference/cli.md describes, field by field', async () => {
  const does: Readonly<Record<SyncTable['rows'][number]['does'], true>> = {
    ...{ nothing: true, update: true, build: true, ask: true },
  };
  const { out } = await check({ components: async () => found({ 'shop-api': [18, 17] }) }, '--json');
  const printed = JSON.parse(out);
  // Findings are described where a start has them.
  const fields = fieldsOf({ ...printed, findings: [] });
  expect(printed.findings).toHaveLength(1);
  expect([...documentedNames('sync')].toSorted()).toEqual([...fields, ...Object.keys(does)].toSorted());
});
