import { execFileSync } from 'node:child_process';
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRoute53Adoption } from '../../../../src/adapters/targets/route53/adoption.ts';
import { run } from '../../../../src/cli/program.ts';
import { createChance } from '../../../../src/sandbox/traffic/random.ts';
import { createRecordUsers } from '../../../../src/sandbox/traffic/record-users.ts';
import { aClock } from '../../../adapters/targets/support/a-clock.ts';
import { aRoute53 } from '../../../adapters/targets/support/aws-clients.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const simple: ResourceRecordSet = {
  Name: 'app.example.com.',
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: '1.2.3.4' }],
};
const COMMAND = ['adopt', 'route53', '--zone', 'Z1', '--record', 'app.example.com', '--canary-value', '4.3.2.1'];
const UNDO = ['adopt', 'route53', '--undo', '--zone', 'Z1', '--record', 'app.example.com'];

/** A zone with one simple record, users who ask for it whenever time goes on or a call is made, and the command line. */
function anAccount({ ttl = 60, syncMs = 30_000 } = {}) {
  const clock = aClock();
  const failures: boolean[] = [];
  const { cloud, client } = aRoute53(clock, undefined, syncMs);
  cloud.createZone({ id: 'Z1', name: 'example.com' });
  cloud.createRecord('Z1', { ...simple, TTL: ttl });
  const users = createRecordUsers(
    'calls',
    { kind: 'route53', record: 'app.example.com', type: 'A' },
    {
      route53: cloud,
      metrics: { record: () => undefined },
      behaviour: () => ({ errorRate: 0, latencyMs: 80 }),
      stable: () => 'primary',
      chance: createChance(1),
      now: clock.now,
      met: (_arm, _user, { failed }) => failures.push(failed),
    },
  );
  const wait = clock.wait;
  const ticking = {
    ...clock,
    wait: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        await wait(1_000);
        await users.tick();
      }
    },
  };
  const dns = createRoute53Adoption({ client, clock: ticking });
  const serin = async (args: readonly string[], terminal: Parameters<typeof fakeTerminal>[0] = {}) => {
    const screen = fakeTerminal(terminal);
    const code = await run(args, screen, { ...noAccount, dns: async () => dns }, 'serin').catch(
      (error: Error) => error.message,
    );
    return { code, out: screen.printed.join('\n'), err: screen.complained.join('\n') };
  };
  const records = async () =>
    (await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1' }))).ResourceRecordSets;
  const change = (Changes: { Action: 'CREATE' | 'DELETE' | 'UPSERT'; ResourceRecordSet: ResourceRecordSet }[]) =>
    client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Changes } }));
  return {
    serin,
    records,
    change,
    users,
    clock: ticking,
    failures,
  };
}

describe('serin adopt route53', () => {
  it('shows both sides, asks, writes, waits for the name servers, and says the target and the way back', async () => {
    const { serin, records, users, clock } = anAccount();
    await users.tick();
    const before = clock.now();
    const { code, out } = await serin(COMMAND, { answer: async () => 'yes' });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Now:',
        '  - app.example.com A → 1.2.3.4 (simple, TTL 60 s)',
        'Then, in one change:',
        '  + app.example.com A → 1.2.3.4 (primary, weight 100, TTL 60 s)',
        '  + app.example.com A → 4.3.2.1 (canary, weight 0, TTL 60 s)',
        'Written, and all name servers have it.',
        'The target, for serin.yml:',
        '  - { kind: route53, zone: Z1, record: app.example.com, type: A, identifiers: [primary, canary] }',
        'To undo:',
        '  serin adopt route53 --undo --zone Z1 --record app.example.com --type A --identifier primary --canary-identifier canary',
      ].join('\n'),
    );
    expect(await records()).toHaveLength(2);
    // The model's name servers have a change after half a minute.
    expect(clock.now() - before).toBe(30_000);
  });

  it('prints lines that can be pasted, whatever the record is called', async () => {
    const { serin, change } = anAccount();
    await change([{ Action: 'CREATE', ResourceRecordSet: { ...simple, Name: '*.example.com' } }]);
    const names = ['--identifier', "it's", '--canary-identifier', '$HOME #2'];
    const place = ['--zone', 'Z1', '--record', '*.example.com', '--type', 'A'];
    const { out } = await serin(['adopt', 'route53', ...place, '--canary-value', '4.3.2.1', ...names, '--yes']);
    const lines = out.split('\n');
    const [target] = parse(lines[lines.indexOf('The target, for serin.yml:') + 1] ?? '');
    expect(target).toEqual({
      ...{ kind: 'route53', zone: 'Z1', record: '*.example.com', type: 'A' },
      identifiers: ["it's", '$HOME #2'],
    });
    const way = lines[lines.indexOf('To undo:') + 1] ?? '';
    const words = execFileSync('sh', ['-c', `printf '%s\\0' ${way}`], { encoding: 'utf8' }).split('\0');
    expect(words.slice(0, -1)).toEqual(['serin', 'adopt', 'route53', '--undo', ...place, ...names]);
  });

  it('leaves no user without an answer, there and back', async () => {
    const { serin, users, clock, failures } = anAccount({ ttl: 1 });
    for (const command of [COMMAND, UNDO]) {
      expect((await serin([...command, '--yes'])).code).toBe(0);
      await clock.wait(120_000);
    }
    await users.tick();
    expect(failures.length).toBeGreaterThan(20_000);
    expect(failures.filter(Boolean)).toEqual([]);
  });

  it('is one batch because two of them leave users without an answer', async () => {
    const { change, clock, failures } = anAccount({ ttl: 1 });
    await change([{ Action: 'DELETE', ResourceRecordSet: { ...simple, TTL: 1 } }]);
    await clock.wait(10_000);
    await change([{ Action: 'CREATE', ResourceRecordSet: { ...simple, SetIdentifier: 'primary', Weight: 100 } }]);
    await clock.wait(120_000);
    expect(failures.filter(Boolean).length).toBeGreaterThan(0);
  });

  it('puts back the record of before, to the letter', async () => {
    const { serin, records } = anAccount();
    const before = await records();
    await serin([...COMMAND, '--yes']);
    const { code, out } = await serin([...UNDO, '--yes']);
    expect(code).toBe(0);
    expect(out).not.toContain('serin.yml');
    expect(await records()).toEqual(before);
  });

  it.each([
    ['--dry-run', {}, 0],
    ['somebody who says no', { answer: async () => 'no' }, 1],
    ['nobody to ask', {}, 1],
  ])('writes nothing with %s', async (how, terminal, expected) => {
    const { serin, records } = anAccount();
    const { code, out, err } = await serin([...COMMAND, ...(how === '--dry-run' ? [how] : [])], terminal);
    expect(code).toBe(expected);
    expect(out + err).toContain('Nothing was written');
    expect(await records()).toEqual([simple]);
  });

  it('ends with 1 when the name servers do not have it after five minutes, and says where to look', async () => {
    const { serin, records } = anAccount({ syncMs: 3_600_000 });
    const { code, out } = await serin([...COMMAND, '--yes']);
    expect(code).toBe(1);
    expect(out).toContain('Written, but not all name servers have it after 5 minutes');
    expect(await records()).toHaveLength(2);
  });

  it('prints one JSON document', async () => {
    const { serin } = anAccount();
    const { out } = await serin([...COMMAND, '--yes', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      written: true,
      inSync: true,
      before: [simple],
      after: [{ Weight: 100 }, { Weight: 0 }],
      target: { kind: 'route53', zone: 'Z1', identifiers: ['primary', 'canary'] },
    });
  });

  it('writes nothing over a change that somebody made meanwhile', async () => {
    const { serin, records, change } = anAccount();
    const other = { ...simple, ResourceRecords: [{ Value: '9.9.9.9' }] };
    const terminal = {
      answer: async () => {
        await change([{ Action: 'UPSERT', ResourceRecordSet: other }]);
        return 'yes';
      },
    };
    expect((await serin(COMMAND, terminal)).code).toMatch(/changed by somebody else between reading and writing/);
    expect(await records()).toEqual([other]);
  });

  it('says why it refuses, and that there is no such zone', async () => {
    const { serin } = anAccount();
    expect(await serin(UNDO)).toMatchObject({ code: 1, err: expect.stringContaining('is not the pair') });
    const nowhere = COMMAND.map((word) => (word === 'Z1' ? 'Z9' : word));
    expect((await serin(nowhere)).code).toMatch(/NoSuchHostedZone.*Check `zone`/);
  });

  it.each([
    [['--canary-alias', 'ZLB:lb.example.net'], /not both/],
    [['--type', 'MX'], /Allowed choices are A, AAAA, CNAME/],
  ])('does not take %s beside a value', async (words, said) => {
    const { serin } = anAccount();
    expect(await serin([...COMMAND, ...words])).toMatchObject({ code: 2, err: expect.stringMatching(said) });
  });

  it('takes an alias with the zone of its name', async () => {
    const { serin, records } = anAccount();
    const command = [...COMMAND.slice(0, -2), '--canary-alias', 'ZLB:lb.example.net', '--yes'];
    expect((await serin(command)).code).toBe(0);
    expect(await records()).toContainEqual(
      expect.objectContaining({
        SetIdentifier: 'canary',
        AliasTarget: expect.objectContaining({ HostedZoneId: 'ZLB' }),
      }),
    );
    const wrong = [...COMMAND.slice(0, -2), '--canary-alias', 'lb.example.net'];
    expect(await serin(wrong)).toMatchObject({ code: 2, err: expect.stringContaining('<hosted zone id>:<name>') });
  });
});
