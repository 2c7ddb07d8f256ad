import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStore } from '../../src/adapters/aws/dynamodb/store.ts';
import { type ApplyOptions, apply } from '../../src/cli/commands/apply/apply.ts';
import type { ApplyDeps } from '../../src/cli/commands/apply/deps.ts';
import { aRecord, aRollout } from '../adapters/aws/support/a-record.ts';
import { aFile } from '../config/a-file.ts';
import { type LocalTable, startDynalite } from '../support/dynalite.ts';
import { applyDepsOn } from './apply-deps.ts';
import { fakeTerminal } from './fake-terminal.ts';

const target = 'lambda-alias checkout-api:live';
const renamed = aFile().replace('checkout:', 'shop:');
const other = aFile({ targets: '[{ kind: lambda-alias, function: other, alias: live }]' }).replace(
  'checkout:',
  'other:',
);
const completed = { status: 'completed', at: 7 } as const;

describe('serin apply --remove', () => {
  let table: LocalTable;
  let deps: ReturnType<typeof applyDepsOn>;
  beforeEach(async () => {
    table = await startDynalite();
    deps = applyDepsOn(table, ['checkout-5xx']);
    await run(aFile(), { remove: [] });
  });
  afterEach(() => table.stop());

  async function run(
    text: string,
    more: Partial<ApplyOptions> & Parameters<typeof fakeTerminal>[0] = {},
    at: ApplyDeps = deps,
  ) {
    const terminal = fakeTerminal({ files: { 'serin.yml': text }, ...more });
    const options = { file: 'serin.yml', yes: true, dryRun: false, json: false, remove: ['checkout'], ...more };
    const code = await apply(options, terminal, async () => at);
    return { code, printed: terminal.printed, complained: terminal.complained };
  }

  it('shows what goes, asks, and removes the parameter, the claims and what the alarms find', async () => {
    const store = createStore(table);
    expect(await store.watching('arn:checkout-5xx')).toEqual(['checkout']);
    const { code, printed } = await run(other, { yes: false, answer: async () => 'yes' });
    expect(code).toBe(0);
    expect(printed.slice(0, 4)).toEqual([
      'checkout: removed',
      `  targets: - ${target}`,
      '  alarms: - arn:checkout-5xx',
      'other: new',
    ]);
    expect(printed).not.toContain('checkout: not in this file, left alone');
    expect([...(await deps.parameters.all()).keys()]).toEqual(['other']);
    expect(await store.watching('arn:checkout-5xx')).toEqual(['other']);
    expect(await deps.registry.owner(target)).toBeNull();
  });

  it('removes nothing when nobody agrees', async () => {
    const before = deps.written.length;
    expect((await run(other, { yes: false, answer: async () => 'no' })).code).toBe(1);
    expect(deps.written).toHaveLength(before);
  });

  it('renames a service: its targets go to the new name in the same run', async () => {
    const { code, printed } = await run(renamed);
    expect(code).toBe(0);
    expect(printed.slice(-3)).toEqual(['checkout: removed from the account', 'shop: registered', 'shop: stored']);
    expect(await deps.registry.claims()).toEqual([
      { service: 'shop', alarmArns: ['arn:checkout-5xx'], targets: [target] },
    ]);
  });

  it('is refused while a rollout of the service runs, and names the way out', async () => {
    await deps.records.save(aRecord({ rollout: aRollout() }));
    const before = deps.written.length;
    const { code, complained } = await run(renamed);
    expect(code).toBe(1);
    expect(complained).toEqual([
      'A rollout of checkout runs (v54, shifting). Wait for its end or roll it back, then remove the service.',
      'Nothing was written.',
    ]);
    expect(deps.written).toHaveLength(before);
  });

  it('goes ahead after the last rollout ended', async () => {
    await deps.records.save(aRecord({ rollout: aRollout({ phase: completed }) }));
    expect((await run(renamed)).code).toBe(0);
  });

  it('removes nothing when a rollout started while it asked', async () => {
    const answer = async () => {
      await deps.records.save(aRecord({ rollout: aRollout() }));
      return 'yes';
    };
    const { code, complained } = await run(renamed, { yes: false, answer });
    expect(code).toBe(1);
    expect(complained[0]).toMatch(/^Stopped: A rollout of checkout runs \(v54, shifting\)\./);
    expect([...(await deps.parameters.all()).keys()]).toEqual(['checkout']);
  });

  it('keeps the alarms of a rollout that started while the parameter went, and finishes after its end', async () => {
    const remove = async (name: string) => {
      await deps.parameters.remove(name);
      await deps.records.save(aRecord({ rollout: aRollout() }));
    };
    const late = { ...deps, parameters: { ...deps.parameters, remove } };
    expect((await run(renamed, {}, late)).code).toBe(1);
    expect(await createStore(table).watching('arn:checkout-5xx')).toEqual(['checkout']);
    await deps.records.save(aRecord({ revision: 2, rollout: aRollout({ phase: completed }) }));
    expect((await run(renamed)).code).toBe(0);
    expect(await createStore(table).watching('arn:checkout-5xx')).toEqual(['shop']);
  });

  it('changes nothing the second time, however often the name is said', async () => {
    await run(renamed);
    const { code, printed } = await run(renamed, { remove: ['checkout', 'checkout'] });
    expect(code).toBe(0);
    expect(printed).toEqual(['checkout: not there, nothing to remove', 'shop: unchanged', 'Nothing to change.']);
  });
});
