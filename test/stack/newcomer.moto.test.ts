import { readdirSync } from 'node:fs';
import { GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LACKS } from './newcomer/moto-lacks.ts';
import { type NewcomerWorld, newcomerWorld } from './newcomer/world.ts';

const MINUTE = 60_000;

/** The template of the shop, as a team has it before Serin. */
const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    AutoPublishAlias: live
    DeploymentPreference: { Type: Canary10Percent10Minutes, Alarms: [!Ref Errors] }
Resources:
  Api: { Type: AWS::Serverless::Function, Properties: { FunctionName: checkout-api } }
  Events: { Type: AWS::Serverless::Function, Properties: { FunctionName: checkout-events } }
  Errors: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmName: checkout-5xx } }
`;

let world: NewcomerWorld;
beforeAll(async () => {
  world = await newcomerWorld();
  await world.openShop();
}, 400_000);
afterAll(() => world.stop());

/** Runs a command line that has to end well. */
async function serin(line: string, input?: string): Promise<string> {
  const { code, out, err } = await world.serin(line, input);
  expect({ line, code, err: code === 0 ? '' : out + err }).toEqual({ line, code: 0, err: '' });
  return out;
}

const alias = async () => {
  const { FunctionVersion, RoutingConfig } = await world.lambda.send(
    new GetAliasCommand({ FunctionName: 'checkout-api', Name: 'live' }),
  );
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
};

/** Writes an alias as a deployment tool does that brings it to its own state. */
const apply = (FunctionVersion: string) =>
  world.lambda.send(
    new UpdateAliasCommand({ FunctionName: 'checkout-api', Name: 'live', FunctionVersion, RoutingConfig: {} }),
  );

const statusOf = async () => JSON.parse(await serin('status checkout-api --json'));

// One way, in order: each step needs the one before.
describe('a newcomer with Node and the files of a release, in an empty folder', { timeout: 240_000 }, () => {
  it('installs the package without a network', async () => {
    expect(readdirSync(world.folder)).toEqual([]);
    expect(await world.install()).toMatchObject({ code: 0 });
    expect(await serin('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('finds two functions and a record in the account', async () => {
    expect(await serin('init --output found.yml')).toContain('found.yml: 3 services.');
    expect(await serin('lint found.yml')).toMatch(/^checkout-api .*\ncheckout-events .*\napp /m);
  });

  it('takes over what CodeDeploy did, by the template of the shop', async () => {
    world.write('template.yaml', TEMPLATE);
    expect(await serin('init --from template.yaml --output serin.yml')).toContain('serin.yml: 2 services.');
    const role = await world.assume('deploy-shop');
    const text = world
      .read('serin.yml')
      .replaceAll(/"#your-channel" # CHANGE.*/g, `"#deploys"\n    pipelines: [${role}]\n    analysis: off`);
    expect(text).not.toMatch(/CHANGE(?!\.)/);
    world.write('serin.yml', text);
    expect(await serin('lint serin.yml')).toMatch(/^checkout-api {5}\d+ of 4096 bytes, 1 target, 1 alarm, 3 steps/m);
  });

  it('deploys the released template, but for what moto lacks', async () => {
    const made = await world.deploy({ Functions: 'checkout-*', ...LACKS.defaultsOfLists });
    const missing = [...world.types()].filter((type) => !made.has(type));
    expect(missing.sort()).toEqual([...LACKS.refusedTypes, ...LACKS.ignoredTypes].sort());
  });

  it('stores the secrets, and brings the services', async () => {
    expect(await serin('secrets', world.secrets)).toContain('signing-secret: stored');
    const applied = await serin('apply serin.yml --yes');
    expect(applied).toMatch(/checkout-api: stored[\s\S]*checkout-events: stored/);
    expect(await serin('apply serin.yml --yes')).toContain('Nothing to change.');
  });

  it('rolls a version out through the bundles, up to the first share', async () => {
    await serin('start checkout-api v54');
    await world.pass(MINUTE);
    expect(await alias()).toEqual(['1', { 2: 0.1 }]);
    expect((await statusOf()).rollout).toMatchObject({ status: 'baking', weight: 10 });
  });

  it('holds when a deployment tool takes the share away in the middle, and puts it back when somebody says so', async () => {
    // In the first minutes after its own shift Serin takes such a write for one that was late, and writes again.
    await world.pass(2 * MINUTE);
    await apply('1');
    await world.pass(2 * MINUTE);
    expect((await statusOf()).rollout.status).toBe('holding');
    expect(await alias()).toEqual(['1', {}]);
    const { team_id: team = '' } = await world.slack.client.auth.test();
    await world.type('put-back checkout-api', { team, app: 'A0SERIN' });
    await world.pass(MINUTE);
    expect(await alias()).toEqual(['1', { 2: 0.1 }]);
  });

  it('completes, and leaves the alias on the new version alone', async () => {
    await world.pass(15 * MINUTE);
    expect((await statusOf()).rollout.status).toBe('completed');
    expect(await alias()).toEqual(['2', {}]);
    const { messages = [] } = await world.slack.client.conversations.history({ channel: world.slack.channels.deploys });
    expect(messages.map(({ text }) => text).join('\n')).toContain('v54');
  });

  it('tells when the tool takes users back after the end', async () => {
    expect(await statusOf()).not.toHaveProperty('changed');
    await apply('1');
    expect((await statusOf()).changed).toMatch(/checkout-api:live is back on .*v53/);
  });
});
