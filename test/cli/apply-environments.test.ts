import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyOptions, apply } from '../../src/cli/commands/apply/apply.ts';
import { firstCenter } from '../../src/environments/control-center.ts';
import { aRecord, aRollout } from '../adapters/aws/support/a-record.ts';
import { aFile } from '../config/a-file.ts';
import { type LocalTable, startDynalite } from '../support/dynalite.ts';
import { applyDepsOn } from './apply-deps.ts';
import { fakeTerminal } from './fake-terminal.ts';

const sided = aFile({
  targets: '[{ kind: lambda-alias, function: checkout-api, alias: live, sides: { a: env-a, b: env-b } }]',
  environments: '{ stable: b, a: { name: prod-a }, b: { name: prod-b } }',
});
const other = aFile().replace('checkout:', 'other:');

describe('serin apply of a service with environments', () => {
  let table: LocalTable;
  let deps: ReturnType<typeof applyDepsOn>;
  beforeEach(async () => {
    table = await startDynalite();
    deps = applyDepsOn(table, ['checkout-5xx']);
  });
  afterEach(() => table.stop());

  async function run(text: string, remove: ApplyOptions['remove'] = []) {
    const terminal = fakeTerminal({ files: { 'serin.yml': text } });
    const code = await apply(
      { file: 'serin.yml', yes: true, dryRun: false, json: false, remove },
      terminal,
      async () => deps,
    );
    return { code, printed: terminal.printed, complained: terminal.complained };
  }

  it('shows both sides, and creates the control center before the service can be started', async () => {
    const { code, printed } = await run(sided);
    expect(code).toBe(0);
    expect(printed.slice(9)).toEqual([
      '  environments: stable: b',
      '  environments: a: { name: prod-a, stage: null, apiUrl: null, variables: {} }',
      '  environments: b: { name: prod-b, stage: null, apiUrl: null, variables: {} }',
      '  control center: new, environment b is live',
      'checkout: registered',
      'checkout: control center created',
      'checkout: stored',
    ]);
    expect(deps.written.slice(1)).toEqual(['begin checkout', 'put checkout']);
    expect(await deps.controlCenters.read('checkout')).toMatchObject({ value: firstCenter('checkout', 'b', 7) });
  });

  it('leaves a control center that is there as it is, whatever serin.yml begins with', async () => {
    await run(sided);
    const { code, printed } = await run(sided.replace('stable: b', 'stable: a'));
    expect(code).toBe(0);
    expect(printed).toContain('  environments: + stable: a, - stable: b');
    expect(printed.join('\n')).not.toContain('control center');
    expect(await deps.controlCenters.read('checkout')).toMatchObject({ version: 1, value: { fallback: 'b' } });
  });

  it('creates one that was deleted anew, although nothing else has changed', async () => {
    await run(sided);
    await deps.controlCenters.remove('checkout');
    const { printed } = await run(sided);
    expect(printed.slice(0, 2)).toEqual(['checkout: changed', '  control center: new, environment b is live']);
    expect(await run(sided)).toMatchObject({ printed: ['checkout: unchanged', 'Nothing to change.'] });
  });

  it('does not write over what nobody can read', async () => {
    await run(sided);
    const parameter = { Name: '/serin/environments/checkout', Value: 'mine', Overwrite: true };
    await deps.client.send(new PutParameterCommand(parameter));
    expect(await run(sided)).toMatchObject({ printed: ['checkout: unchanged', 'Nothing to change.'] });
  });

  it('removes it with the service', async () => {
    await run(sided);
    const { code, printed } = await run(other, ['checkout']);
    expect(code).toBe(0);
    expect(printed).toContain('  control center: removed');
    expect(await deps.controlCenters.read('checkout')).toEqual({ is: 'missing' });
  });

  it('removes one that is left of a service that is gone', async () => {
    await deps.controlCenters.begin('gone', 'a');
    const { printed } = await run(other, ['gone']);
    expect(printed.slice(0, 2)).toEqual(['gone: removed', '  control center: removed']);
    expect(await deps.controlCenters.read('gone')).toEqual({ is: 'missing' });
  });

  it('keeps it while a rollout runs', async () => {
    await run(sided);
    await deps.records.save(aRecord({ rollout: aRollout() }));
    expect((await run(other, ['checkout'])).code).toBe(1);
    expect(await deps.controlCenters.read('checkout')).toMatchObject({ is: 'there' });
  });
});
