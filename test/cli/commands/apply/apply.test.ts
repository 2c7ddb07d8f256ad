import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApplyOptions, apply } from '../../../../src/cli/commands/apply/apply.ts';
import type { ApplyDeps } from '../../../../src/cli/commands/apply/deps.ts';
import { parseService } from '../../../../src/config/read/stored-service.ts';
import { aFile } from '../../../config/a-file.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { applyDepsOn } from '../../apply-deps.ts';
import { fakeTerminal } from '../../fake-terminal.ts';

const target = (name: string) => `[{ kind: lambda-alias, function: ${name}, alias: live }]`;

/** A second service for a file. */
function andCalls(changes: Readonly<Record<string, string>>): string {
  return aFile(changes).replace('services:\n', '').replace('checkout:', 'calls:');
}

describe('serin apply', () => {
  let table: LocalTable;
  let deps: ReturnType<typeof applyDepsOn>;
  beforeEach(async () => {
    table = await startDynalite();
    deps = applyDepsOn(table, ['checkout-5xx', 'checkout-p99']);
  });
  afterEach(() => table.stop());

  async function run(
    text: string,
    more: Partial<ApplyOptions> & Parameters<typeof fakeTerminal>[0] = {},
    at: ApplyDeps = deps,
  ) {
    const terminal = fakeTerminal({ files: { 'serin.yml': text }, ...more });
    const options = { file: 'serin.yml', yes: false, dryRun: false, json: false, remove: [], ...more };
    const code = await apply(options, terminal, async () => at);
    return { code, printed: terminal.printed, complained: terminal.complained };
  }

  it('shows a new service, asks, registers it and stores it', async () => {
    const { code, printed } = await run(aFile(), { answer: async () => 'yes' });
    expect(code).toBe(0);
    expect(printed).toEqual([
      'checkout: new',
      '  channel: #deploys',
      '  targets: { kind: lambda-alias, function: checkout-api, alias: live }',
      '  alarms: checkout-5xx',
      '  plan: 10%, bake 5m, 100%',
      '  onAlarm: rollback',
      '  selfApproval: false',
      '  rollbackWindow: 1d',
      '  analysis: rollback when unhealthy, at most 30m for evidence',
      'checkout: registered',
      'checkout: stored',
    ]);
    expect(deps.written).toEqual(['register checkout: lambda-alias checkout-api:live', 'put checkout']);
    expect(await deps.registry.claims()).toEqual([
      { service: 'checkout', alarmArns: ['arn:checkout-5xx'], targets: ['lambda-alias checkout-api:live'] },
    ]);
    const text = (await deps.parameters.all()).get('checkout') ?? '';
    expect(parseService(JSON.parse(text))).toMatchObject({ name: 'checkout', alarms: ['checkout-5xx'] });
  });

  it('writes nothing in a dry run, and says what it would', async () => {
    const { code, printed } = await run(aFile(), { dryRun: true });
    expect(code).toBe(0);
    expect(printed).toContain('checkout: new');
    expect(printed.at(-1)).toBe('Nothing was written: this was a dry run.');
    expect(deps.written).toEqual([]);
  });

  it('prints JSON of what would change, and people read the rest elsewhere', async () => {
    const { code, printed, complained } = await run(aFile(), { dryRun: true, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({
      v: 1,
      ok: true,
      dryRun: true,
      services: [{ service: 'checkout', what: 'new', lines: expect.arrayContaining(['channel: #deploys']) }],
      obstacles: [],
    });
    expect(complained).toContain('checkout: new');
  });

  it('prints JSON with the obstacles when it cannot be done', async () => {
    const { code, printed } = await run(aFile({ alarms: '[nix]' }), { yes: true, json: true });
    expect(code).toBe(1);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({ ok: false, obstacles: [expect.stringContaining('nix')] });
    expect(deps.written).toEqual([]);
  });

  it('asks nobody for JSON', async () => {
    const { code, complained } = await run(aFile(), { json: true, answer: async () => 'yes' });
    expect(code).toBe(2);
    expect(complained).toEqual(['--json asks nobody. Say --dry-run to look, or --yes to write.']);
    expect(deps.written).toEqual([]);
  });

  it('shows what differs, key by key, and writes it', async () => {
    await run(aFile(), { yes: true });
    const changed = aFile({
      channel: '"#ops"',
      targets: target('checkout-events'),
      alarms: '[checkout-p99]',
      plan: '[{ approve: { from: [U0BOB, U0SUE], count: 2, within: 1h } }, { shift: 100 }]',
      onAlarm: 'ask',
      selfApproval: 'true',
      rollbackWindow: 'none',
    });
    const { printed } = await run(changed, { yes: true });
    expect(printed.slice(0, 9)).toEqual([
      'checkout: changed',
      '  channel: #deploys -> #ops',
      '  targets: + { kind: lambda-alias, function: checkout-events, alias: live }',
      '  targets: - { kind: lambda-alias, function: checkout-api, alias: live }',
      '  alarms: + checkout-p99, - checkout-5xx',
      '  plan: 10%, bake 5m, 100% -> approve by 2 of U0BOB U0SUE within 1h, reminds 15m before, 100%',
      '  onAlarm: rollback -> ask',
      '  selfApproval: false -> true',
      '  rollbackWindow: 1d -> none',
    ]);
    expect(await deps.registry.claims()).toEqual([
      { service: 'checkout', alarmArns: ['arn:checkout-p99'], targets: ['lambda-alias checkout-events:live'] },
    ]);
  });

  it('shows who may do what, the links, and each key with one of two values', async () => {
    const functions = ['checkout-api', 'checkout-events'].map(
      (name) => `{ kind: lambda-alias, function: ${name}, alias: live }`,
    );
    const chosen = {
      targets: `[${functions.join(', ')}]`,
      roles: '{ start: [S0ONCALL] }',
      links: '{ runbook: "https://wiki.example.com/checkout" }',
      ...{ confirm: 'never', events: 'on', unchanged: 'keep' },
    };
    const lines = async (fields: Readonly<Record<string, string>>) =>
      (await run(aFile(fields), { yes: true })).printed.filter((line) =>
        /(roles|links|confirm|events|unchanged):/.test(line),
      );
    expect(await lines(chosen)).toEqual([
      '  roles: start by S0ONCALL',
      '  links: runbook https://wiki.example.com/checkout',
      ...['  unchanged: keep', '  confirm: never', '  events: on'],
    ]);
    expect(await lines({})).toEqual([
      '  roles: - start by S0ONCALL',
      '  links: - runbook https://wiki.example.com/checkout',
      ...['  unchanged: keep -> refuse', '  confirm: never -> always', '  events: on -> off'],
    ]);
  });

  it('shows a change of order alone', async () => {
    await run(aFile({ alarms: '[checkout-5xx, checkout-p99]' }), { yes: true });
    const { printed } = await run(aFile({ alarms: '[checkout-p99, checkout-5xx]' }), { yes: true });
    expect(printed).toContain('  alarms: checkout-5xx, checkout-p99 -> checkout-p99, checkout-5xx');
  });

  const records = (identifiers: string) =>
    `[{ kind: route53, zone: Z012, record: app.example.com, type: A, identifiers: ${identifiers} }]`;

  it.each([
    [
      'another value in a target of the same name',
      { targets: records('[primary, canary]') },
      { targets: records('[blue, green]') },
      [
        '  targets: + { kind: route53, zone: Z012, record: app.example.com, type: A, identifiers: [ blue, green ] }',
        '  targets: - { kind: route53, zone: Z012, record: app.example.com, type: A, identifiers: [ primary, canary ] }',
      ],
    ],
    [
      'targets in another order',
      { targets: '[{ kind: lambda-alias, function: a, alias: x }, { kind: lambda-alias, function: b, alias: x }]' },
      { targets: '[{ kind: lambda-alias, function: b, alias: x }, { kind: lambda-alias, function: a, alias: x }]' },
      [
        '  targets: { kind: lambda-alias, function: a, alias: x }, { kind: lambda-alias, function: b, alias: x } -> { kind: lambda-alias, function: b, alias: x }, { kind: lambda-alias, function: a, alias: x }',
      ],
    ],
    [
      'a few seconds',
      { plan: '[{ shift: 5 }, { bake: 1h30s }, { shift: 100 }]' },
      { plan: '[{ shift: 5 }, { bake: 1h40s }, { shift: 100 }]' },
      ['  plan: 5%, bake 1h30s, 100% -> 5%, bake 1h40s, 100%'],
    ],
  ])('shows and writes %s', async (_what, before, after, lines) => {
    await run(aFile(before), { yes: true });
    const { printed } = await run(aFile(after), { yes: true });
    expect(printed).toEqual(['checkout: changed', ...lines, 'checkout: registered', 'checkout: stored']);
    expect((await run(aFile(after))).printed).toEqual(['checkout: unchanged', 'Nothing to change.']);
  });

  it('shows the stored text where nothing else says what differs', async () => {
    await run(aFile(), { yes: true });
    const text = (await deps.parameters.all()).get('checkout') ?? '';
    await deps.parameters.put('checkout', text.replace('"name":', '"name": '));
    const { printed } = await run(aFile(), { yes: true });
    expect(printed.slice(0, 3)).toEqual([
      'checkout: changed',
      `  stored text: - ${text.replace('"name":', '"name": ')}`,
      `  stored text: + ${text}`,
    ]);
    expect((await deps.parameters.all()).get('checkout')).toBe(text);
  });

  it('writes nothing the second time', async () => {
    await run(aFile(), { yes: true });
    const before = deps.written.length;
    const { code, printed } = await run(aFile());
    expect(code).toBe(0);
    expect(printed).toEqual(['checkout: unchanged', 'Nothing to change.']);
    expect(deps.written).toHaveLength(before);
  });

  it.each(['no', 'y', ''])('writes nothing when the answer is "%s"', async (answer) => {
    const { code, complained } = await run(aFile(), { answer: async () => answer });
    expect(code).toBe(1);
    expect(complained).toEqual(['Nothing was written.']);
    expect(deps.written).toEqual([]);
  });

  it('only shows where nobody can be asked, and says how to write', async () => {
    const { code, printed, complained } = await run(aFile());
    expect(code).toBe(1);
    expect(printed[0]).toBe('checkout: new');
    expect(complained).toEqual(['Nothing was written: there is no terminal to ask on. Say --yes to write this.']);
    expect(deps.written).toEqual([]);
  });

  it('opens no account for a file with problems', async () => {
    const terminal = fakeTerminal({ files: { 'serin.yml': aFile({ alarms: '[]' }) } });
    const options = { file: 'serin.yml', yes: true, dryRun: false, json: false, remove: [] };
    const opened = apply(options, terminal, () => Promise.reject(new Error('opened')));
    expect(await opened).toBe(1);
    expect(terminal.printed.at(-1)).toBe('1 problem in serin.yml');
  });

  it('names the remedy where the table is not there', async () => {
    const elsewhere = applyDepsOn({ ...table, table: 'other' }, ['checkout-5xx']);
    await expect(run(aFile(), { yes: true }, elsewhere)).rejects.toMatchObject({
      code: 'table-missing',
      message: expect.stringMatching(/^Serin's table is not in this account and region\. Deploy Serin/),
      cause: expect.objectContaining({ name: 'ResourceNotFoundException' }),
    });
  });

  it('names the remedy also where a write meets credentials that ended meanwhile', async () => {
    const ended = Object.assign(new Error('The security token is expired'), { name: 'ExpiredTokenException' });
    const parameters = { ...deps.parameters, put: () => Promise.reject(ended) };
    const { complained } = await run(aFile(), { yes: true }, { ...deps, parameters });
    expect(complained[0]).toBe(
      'Stopped: AWS does not take the credentials (The security token is expired). Sign in again, and try again.',
    );
  });

  it('passes on what it has no remedy for', async () => {
    const denied = new Error('denied');
    const parameters = { ...deps.parameters, all: () => Promise.reject(denied) };
    await expect(run(aFile(), { yes: true }, { ...deps, parameters })).rejects.toBe(denied);
  });

  it('names every alarm that does not exist, and writes nothing', async () => {
    const { code, complained } = await run(aFile({ alarms: '[checkout-5xx, checkout-4xx, gone]' }), { yes: true });
    expect(code).toBe(1);
    expect(complained).toEqual([
      'The alarm checkout-4xx of checkout does not exist in this account and region. Create it, or correct the name; one in us-east-1 is us-east-1:checkout-4xx.',
      'The alarm gone of checkout does not exist in this account and region. Create it, or correct the name; one in us-east-1 is us-east-1:gone.',
      'Nothing was written.',
    ]);
    expect(deps.written).toEqual([]);
  });

  it('refuses a target of a service that is not in the file', async () => {
    await run(aFile(), { yes: true });
    const { code, complained } = await run(`services:\n${andCalls({})}`, { yes: true });
    expect(code).toBe(1);
    expect(complained[0]).toBe(
      'The target lambda-alias checkout-api:live of calls belongs to checkout, which is not in this file. If checkout is to go, say --remove checkout too; otherwise take the target from it first.',
    );
  });

  it('exchanges the targets of two services', async () => {
    await run(aFile({ targets: target('one') }) + andCalls({ targets: target('two') }), { yes: true });
    const { code } = await run(aFile({ targets: target('two') }) + andCalls({ targets: target('one') }), { yes: true });
    expect(code).toBe(0);
    expect(await deps.registry.owner('lambda-alias one:live')).toBe('calls');
    expect(await deps.registry.owner('lambda-alias two:live')).toBe('checkout');
  });

  it('lists services that are not in the file, and leaves them alone', async () => {
    await run(aFile() + andCalls({ targets: target('calls') }), { yes: true });
    const { printed } = await run(aFile(), { yes: true });
    expect(printed).toContain('calls: not in this file, left alone');
    expect([...(await deps.parameters.all()).keys()].toSorted()).toEqual(['calls', 'checkout']);
  });

  it('replaces what it cannot read, and says so', async () => {
    await deps.parameters.put('checkout', '{ "by": "hand" }');
    const { printed } = await run(aFile(), { yes: true });
    expect(printed).toContain('  what is stored cannot be read by this version, and is replaced');
    expect(parseService(JSON.parse((await deps.parameters.all()).get('checkout') ?? ''))).toMatchObject({
      name: 'checkout',
    });
  });

  it('says what was written when a write fails, and finishes when it runs again', async () => {
    const broken = {
      ...deps,
      parameters: { ...deps.parameters, put: () => Promise.reject(new Error('AccessDenied')) },
    };
    const first = await run(aFile(), { yes: true }, broken);
    expect(first.code).toBe(1);
    expect(first.printed.at(-1)).toBe('checkout: registered');
    expect(first.complained).toEqual([
      'Stopped: AccessDenied',
      'The lines above say what was written. Run the same command again: that is safe.',
    ]);
    expect((await run(aFile(), { yes: true })).printed.at(-1)).toBe('checkout: stored');
    expect((await run(aFile(), { yes: true })).printed.at(-1)).toBe('Nothing to change.');
  });

  it('brings a registry in step that does not fit what is stored', async () => {
    await run(aFile(), { yes: true });
    await deps.registry.register({ service: 'checkout', alarmArns: ['arn:old'], targets: [] });
    const { printed } = await run(aFile(), { yes: true });
    expect(printed).toContain('  registry: brought in step');
    expect(await deps.registry.owner('lambda-alias checkout-api:live')).toBe('checkout');
  });

  it('stops between two writes when it is interrupted', async () => {
    const interruption = new AbortController();
    const registry = {
      ...deps.registry,
      register: async (claim: Parameters<ApplyDeps['registry']['register']>[0]) => {
        await deps.registry.register(claim);
        interruption.abort();
      },
    };
    const { code, printed, complained } = await run(
      aFile(),
      { yes: true, signal: interruption.signal },
      { ...deps, registry },
    );
    expect(code).toBe(130);
    expect(printed.at(-1)).toBe('checkout: registered');
    expect(complained[0]).toMatch(/^Interrupted; .* that is safe\.$/);
    expect((await deps.parameters.all()).size).toBe(0);
  });

  it('writes nothing when it is interrupted at the question', async () => {
    const interruption = new AbortController();
    const answer = () => {
      interruption.abort();
      return Promise.reject(new Error('aborted'));
    };
    const { code, complained } = await run(aFile(), { answer, signal: interruption.signal });
    expect(code).toBe(130);
    expect(complained).toEqual(['Nothing was written.']);
    expect(deps.written).toEqual([]);
  });
});
