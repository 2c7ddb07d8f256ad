import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DoctorDeps } from '../../../../src/cli/commands/doctor/deps.ts';
import { run } from '../../../../src/cli/program.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { aRule, aTable, type Differences, doctorDeps, ids } from '../../doctor-deps.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

async function serinDoctor(at: DoctorDeps, ...args: readonly string[]) {
  const manifest = `${process.cwd()}/slack-manifest.yml`;
  const terminal = fakeTerminal({ files: { [manifest]: readFileSync(manifest, 'utf8') } });
  const code = await run(['doctor', ...args], terminal, { ...noAccount, doctor: async () => at }, 'serin');
  return { code, out: terminal.printed.join('\n') };
}

const denied = () => Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDeniedException' }));
const aFinding = (difference: Partial<Finding>): Finding => ({
  severity: 'blocks',
  code: 'alias-missing',
  about: null,
  message: 'There is no alias live.',
  remedy: 'Create it.',
  ...difference,
});

const byRecord = '[{ kind: route53, zone: Z0123456789, record: app.example.com, type: A, identifiers: [one, two] }]';

const wrong: readonly (readonly [string, string, Differences, string, string])[] = [
  [
    'a secret is missing',
    'secrets',
    { secrets: async () => new Set(['mac-key']) },
    'signing-secret, bot-token',
    'serin secrets',
  ],
  [
    'something waits that a function did not take',
    'dead letters',
    { stack: { deadLetters: async (queue) => (queue === 'alarm' ? 1 : 0) } },
    '1 event that the alarm function did not take waits.',
    'serin replay',
  ],
  ['there is no table', 'table', { stack: { table: async () => null } }, 'There is no table.', 'Deploy the stack'],
  [
    'the table is being made',
    'table',
    { stack: { table: async () => ({ ...aTable, status: 'CREATING' }) } },
    'is CREATING',
    'deploy the stack again',
  ],
  [
    'the table has other keys',
    'table',
    { stack: { table: async () => ({ ...aTable, keys: ['id'] }) } },
    'keyed by id',
    'deploy the stack again',
  ],
  [
    'history never ends',
    'table',
    { stack: { table: async () => ({ ...aTable, expires: null }) } },
    'never ends',
    'deploy the stack again',
  ],
  [
    'the table cannot be recovered',
    'table',
    { stack: { table: async () => ({ ...aTable, isRecoverable: false }) } },
    'recovery is off',
    'deploy the stack again',
  ],
  ['there is no bus', 'commands', { stack: { hasBus: async () => false } }, 'There is no bus.', 'Deploy the stack'],
  [
    'there is no rule',
    'alarms',
    { stack: { rule: async (which) => (which === 'alarms' ? null : aRule('worker')) } },
    'no rule that calls the alarm',
    'Deploy the stack',
  ],
  [
    'a rule is disabled',
    'commands',
    { stack: { rule: async () => aRule('worker', { isEnabled: false }) } },
    'disabled',
    'deploy the stack again',
  ],
  [
    'a rule calls something else',
    'alarms',
    { stack: { rule: async () => aRule('worker') } },
    'does not call the alarm',
    'deploy the stack again',
  ],
  [
    'a target has no dead letters',
    'commands',
    { stack: { rule: async () => aRule('worker', { targets: [{ arn: 'x-worker', hasDeadLetters: false }] }) } },
    'no dead-letter queue',
    'deploy the stack again',
  ],
  [
    'there is no schedule group',
    'timers',
    { stack: { hasTimerGroup: async () => false } },
    'no schedule group',
    'Deploy the stack',
  ],
  [
    'there is no function',
    'functions',
    { stack: { invoke: async () => null } },
    'There is no slack function.',
    'Deploy the stack',
  ],
  [
    'a function throws',
    'functions',
    { stack: { invoke: async () => ({ error: 'not authorized to perform: ssm:GetParameters' }) } },
    'not authorized to perform',
    '/aws/lambda/…-slack in CloudWatch Logs',
  ],
  [
    'a function gives no answer in time',
    'functions',
    { stack: { invoke: () => Promise.reject(Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })) } },
    'The slack function does not work: it gave no answer in time',
    '/aws/lambda/…-slack in CloudWatch Logs',
  ],
  [
    'a function answers something else',
    'functions',
    { stack: { invoke: async () => ({ answer: { statusCode: 200 } }) } },
    'it answered {"statusCode":200}',
    '/aws/lambda/…-slack in CloudWatch Logs',
  ],
  [
    'an alarm on Serin fires',
    'serin itself',
    { stack: { ownAlarms: async () => new Map([['serin-own-x', 'ALARM']]) } },
    'serin-own-x fires',
    'dead letters',
  ],
  [
    'nothing watches Serin',
    'serin itself',
    { stack: { ownAlarms: async () => new Map() } },
    'Nothing watches',
    'Deploy the stack',
  ],
  [
    'no service is configured',
    'services',
    {
      apply: { parameters: { all: async () => new Map(), put: async () => undefined, remove: async () => undefined } },
    },
    'No service',
    'serin apply',
  ],
  [
    'an alarm is gone',
    'registered',
    { apply: { alarms: { arnsOf: async () => new Map() } } },
    'does not exist in this account',
    'serin apply',
  ],
  [
    'an alarm was made anew',
    'registered',
    { apply: { alarms: { arnsOf: async (names) => new Map(names.map((name) => [name, `arn:new:${name}`])) } } },
    'are not registered',
    'serin apply',
  ],
  [
    'nothing passes the alarms of us-east-1 on',
    'us-east-1',
    { alarms: '["us-east-1:calls-health"]', stack: { isForwarded: async () => false } },
    'they are only seen once a minute',
    'stack/us-east-1.yml',
  ],
  [
    'a target is not there',
    'targets',
    { inspect: async () => [aFinding({})] },
    'There is no alias live.',
    'Create it.',
  ],
  [
    'the ids are of another app',
    'slack token',
    { slack: { stored: async () => ({ ...ids, appId: 'A2' }) } },
    'app-id is A2, but the token belongs to A1',
    'serin secrets',
  ],
  [
    'the token is not valid',
    'slack token',
    { slack: { identity: () => Promise.reject(new Error('An API error occurred: invalid_auth')) } },
    'invalid_auth',
    'serin secrets',
  ],
  [
    'a scope is missing',
    'slack scopes',
    { slack: { identity: async () => ({ ...ids, scopes: ['chat:write'] }) } },
    'lacks commands, channels:read',
    'reinstall',
  ],
  [
    'Serin is not in the channel',
    'channels',
    { slack: { whyNotIn: async (channel) => `Not in ${channel}.` } },
    'Not in #deploys.',
    'again',
  ],
  [
    'there are no credentials',
    'timers',
    {
      stack: {
        hasTimerGroup: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
      },
    },
    'No AWS credentials were found.',
    'again',
  ],
  ['a look is not allowed', 'timers', { stack: { hasTimerGroup: denied } }, 'not yours', 'AWS_PROFILE'],
];

describe('serin doctor', () => {
  it('ticks every step of an installation in which everything is right', async () => {
    const at = doctorDeps();
    const { code, out } = await serinDoctor(at);
    expect(out).not.toContain('✗');
    expect(out.match(/^✓/gm)).toHaveLength(18);
    expect(out).toContain('Everything is right.');
    expect(code).toBe(0);
    expect(at.posted).toEqual([]);
  });

  it('says which services are compared, and what the others lack', async () => {
    expect((await serinDoctor(doctorDeps())).out).toContain('✓ comparison: 1 of 1 service with metrics by version');
    const { code, out } = await serinDoctor(doctorDeps({ targets: byRecord }));
    expect(out).toContain('✓ comparison: 0 of 1 service with metrics by version');
    expect(out).toContain('No metrics tell the versions of checkout apart, so only its alarms stop a fault.');
    expect(code).toBe(0);
  });

  const environments = '{ stable: a, a: { name: one }, b: { name: two } }';
  const stages = '{ a: env-a, b: env-b }';
  const bySide =
    '[{ kind: route53, zone: Z0123456789, record: app.example.com, type: A, identifiers: { a: one, b: two } }]';

  it('says by which components the environments of a service are compared, as far as users reach them', async () => {
    const components = `[{ kind: lambda-functions, functions: [shop-api], aliases: ${stages} }]`;
    const { out } = await serinDoctor(doctorDeps({ targets: bySide, environments, components }));
    expect(out).toContain('✓ comparison: 1 of 1 service with metrics by version');
    expect(out).toContain(
      'checkout is compared by lambda-functions shop-api in both environments, as far as users reach them there.',
    );
  });

  it('says that an API without its name is not compared', async () => {
    const components = `[{ kind: api-stage, api: a1b2c3, stages: ${stages} }]`;
    const { out } = await serinDoctor(doctorDeps({ targets: bySide, environments, components }));
    expect(out).toContain('✓ comparison: 0 of 1 service with metrics by version');
    expect(out).toContain('or the `name` of the API to its api-stage (docs/guides/analysis.md).');
  });

  it("says which of a service's own metrics are compared", async () => {
    const cases = '{ namespace: Shop, name: Orders, dimensions: { Arm: "{arm}" } }';
    const { out } = await serinDoctor(
      doctorDeps({ analysis: `{ custom: { orders: { cases: ${cases}, worseWhen: lower, role: critical } } }` }),
    );
    expect(out).toContain('Beside errors and latency, checkout compares orders (critical).');
  });

  it('says whose verdicts do nothing', async () => {
    const { out } = await serinDoctor(doctorDeps({ analysis: 'off' }));
    expect(out).toContain('The verdicts on checkout do nothing: its analysis is off.');
  });

  it('asks nothing of us-east-1 when no alarm there watches a service', async () => {
    const at = doctorDeps({ stack: { isForwarded: () => Promise.reject(new Error('asked')) } });
    expect(await serinDoctor(at)).toMatchObject({
      code: 0,
      out: expect.stringContaining('✓ us-east-1: no alarm there'),
    });
  });

  it.each(wrong)('says that %s, what to do, and ends with 1', async (_what, check, difference, problem, remedy) => {
    const { code, out } = await serinDoctor(doctorDeps(difference));
    expect(code).toBe(1);
    const [, section = ''] = out.split(`✗ ${check}\n`);
    const [said = '', arrow = ''] = section.split('\n');
    expect(said + section).toContain(problem);
    expect(arrow).toContain('→');
    expect(arrow).toContain(remedy);
  });

  it('goes on after a step that failed', async () => {
    const { out } = await serinDoctor(doctorDeps({ secrets: denied }));
    expect(out).toContain('1 of 18 checks failed.');
    expect(out.match(/^✓/gm)).toHaveLength(17);
  });

  it('stops at the first step that finds the whole account shut, since the others would say the same', async () => {
    const noRegion = () => Promise.reject(new Error('Region is missing'));
    const { code, out } = await serinDoctor(doctorDeps({ secrets: noRegion, stack: { table: noRegion } }));
    expect(code).toBe(1);
    expect(out.match(/^[✓✗]/gm)).toEqual(['✗']);
    expect(out).toContain('No AWS region is set.');
    expect(out).toContain('1 of 18 checks failed; 17 were not made.');
  });

  it('prints what is good to know of a target, and does not mind that no version was named', async () => {
    const findings = [
      aFinding({ severity: 'warns', message: 'A stack owns it.' }),
      aFinding({ code: 'version-missing' }),
    ];
    const { code, out } = await serinDoctor(doctorDeps({ inspect: async () => findings }));
    expect(code).toBe(0);
    expect(out).toContain('✓ targets: 1 target\n    note: A stack owns it.');
  });

  it('posts in each channel when it is asked to', async () => {
    const at = doctorDeps();
    expect((await serinDoctor(at, '--post')).out).toContain('✓ test message: posted in #deploys');
    expect(at.posted).toEqual(['#deploys']);
  });

  it('prints JSON for machines', async () => {
    const { code, out } = await serinDoctor(doctorDeps({ stack: { table: async () => null } }), '--json');
    expect(code).toBe(1);
    const { ok, checks } = JSON.parse(out);
    expect(ok).toBe(false);
    expect(checks.filter((check: { ok: boolean }) => !check.ok)).toEqual([
      expect.objectContaining({
        check: 'table',
        problems: [{ problem: 'There is no table.', remedy: 'Deploy the stack (docs/start/install.md, "Deploy").' }],
      }),
    ]);
  });
});
