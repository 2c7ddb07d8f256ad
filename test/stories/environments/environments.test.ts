import { GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/environments/dns-shop.yml' });
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const PARAMETER = '/serin/environments/shop';
const center = async () => (await sandbox.state()).environments.shop;
const rollout = async () => (await sandbox.state()).services.shop?.rollout;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const channelTexts = async () =>
  (await sandbox.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]).join('\n');

const { lambda, ssm } = {
  lambda: () => sandbox.world.account.clients.lambda,
  ssm: () => sandbox.world.account.clients.ssm,
};
const versionOf = async (Name: string) =>
  (await lambda().send(new GetAliasCommand({ FunctionName: 'shop-orders', Name }))).FunctionVersion;
/** What a pipeline does: brings a version to a side. */
const deploy = (alias: string, FunctionVersion: string) =>
  lambda().send(new UpdateAliasCommand({ FunctionName: 'shop-orders', Name: alias, FunctionVersion }));
const share = (identifier: string) => sandbox.world.account.route53.share('shop.example.com', 'CNAME', identifier);
const stored = async () => (await ssm().send(new GetParameterCommand({ Name: PARAMETER }))).Parameter;
const edit = async (change: object) => {
  const Value = JSON.stringify({ ...JSON.parse((await stored())?.Value ?? ''), ...change });
  await ssm().send(new PutParameterCommand({ Name: PARAMETER, Value, Overwrite: true }));
};

async function runToTheEnd(label: string) {
  await sandbox.type('alice', `start shop ${label}`);
  await sandbox.advance('14m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('60m');
}

it('moves users from a to b, and with the next version from b to a', async () => {
  expect(await center()).toMatchObject({ active: 'b', fallback: 'a', deployments: 'open', share: 0 });
  await sandbox.type('alice', 'start shop v54');
  const { id } = (await rollout()) ?? {};
  expect(await center()).toMatchObject({ active: 'b', share: 5, deployments: 'closed', rollout: id });
  await sandbox.advance('14m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('3m');
  expect(await center()).toMatchObject({ share: 50, deployments: 'closed' });
  await sandbox.advance('60m');
  expect(await rollout()).toMatchObject({ status: 'completed', canary: 'v54' });
  expect(await center()).toMatchObject({ active: 'a', fallback: 'b', share: 0, deployments: 'open', rollout: null });
  expect([share('shop-b'), await versionOf('live')]).toEqual([100, '2']);
  expect(await channelTexts()).toMatch(
    /alice started v54\. Users go from environment a to environment b; deployments are closed\./,
  );
  expect(await channelTexts()).toMatch(
    /v54 is stable now\. Environment b is live; environment a gets the next release\./,
  );

  await deploy('env-a', '3');
  const body = JSON.stringify({ service: 'shop', version: 'v55' });
  await fetch(`${sandbox.url}/sandbox/deploy`, { method: 'POST', body });
  await runToTheEnd('v55');
  expect(await rollout()).toMatchObject({ status: 'completed', canary: 'v55' });
  expect(await center()).toMatchObject({ active: 'b', fallback: 'a', deployments: 'open' });
  expect([share('shop-a'), await versionOf('live')]).toEqual([100, '3']);
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('leaves the sides as they were after a rollback', async () => {
  await sandbox.type('alice', 'start shop v54');
  await sandbox.type('alice', 'rollback shop enough seen');
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await center()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open', rollout: null });
  expect([share('shop-a'), await versionOf('live')]).toEqual([100, '1']);
});

it('notices who edits the parameter, says so in the thread, and does not overwrite it', async () => {
  await sandbox.type('alice', 'start shop v54');
  await edit({ deployments: 'open', rollout: null });
  const theirs = await stored();
  await sandbox.advance('30m');
  expect(await rollout()).toMatchObject({ status: 'holding' });
  expect(await stored()).toEqual(theirs);
  expect(await channelTexts()).toContain('Somebody changed the control center: deployments is open, it was closed');
});

it('holds when something is deployed to the active side meanwhile', async () => {
  await sandbox.type('alice', 'start shop v54');
  await deploy('env-b', '3');
  await sandbox.advance('2m');
  expect(await rollout()).toMatchObject({ status: 'holding' });
  expect(await channelTexts()).toMatch(/shop-orders:live: env-b of environment b points to version 3, it was 2/);
});

it('raises nothing while the control center cannot be written, says why, and goes on when it can', async () => {
  let isAway = false;
  sandbox.world.observe({
    before: ({ operation, input }) => {
      if (isAway && operation === 'PutParameter' && JSON.stringify(input).includes(PARAMETER))
        throw new Error('SSM is away');
    },
  });
  await sandbox.type('alice', 'start shop v54');
  isAway = true;
  await sandbox.advance('14m');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('10m');
  expect(await rollout()).toMatchObject({ status: 'holding' });
  expect((await center())?.share).toBe(5);
  isAway = false;
  await sandbox.type('alice', 'resume shop');
  await sandbox.advance('90m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect(await center()).toMatchObject({ active: 'a', deployments: 'open' });
});

it('holds and asks, once, while the control center may not be read, takes no approval, and goes on with a resume', async () => {
  let isDenied = false;
  sandbox.world.observe({
    before: ({ operation, input }) => {
      if (isDenied && operation === 'GetParameter' && JSON.stringify(input).includes(PARAMETER))
        throw Object.assign(new Error('not authorized to perform: ssm:GetParameter'), {
          name: 'AccessDeniedException',
        });
    },
  });
  await sandbox.type('alice', 'start shop v54');
  await sandbox.advance('14m');
  expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
  isDenied = true;
  await sandbox.advance('2m');
  await sandbox.type('bob', 'approve shop');
  expect(await lastTold('bob')).toMatch(
    /The control center cannot be read: AccessDeniedException.*asks when that lasts/,
  );
  await sandbox.advance('20m');
  expect(await rollout()).toMatchObject({ status: 'holding' });
  expect((await channelTexts()).match(/The control center could not be read for \d+ min/g)).toHaveLength(1);
  isDenied = false;
  await sandbox.advance('2m');
  expect((await channelTexts()).match(/The control center can be read again, and is as it was/g)).toHaveLength(1);
  await sandbox.type('alice', 'resume shop');
  expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
});

it('refuses a start where the side that users have is not where the control center says', async () => {
  await edit({ active: 'a', fallback: 'b' });
  await sandbox.type('alice', 'start shop v54');
  expect(await lastTold('alice')).toMatch(/shop-b has no weight.*environment b is live.*env-b of environment b/);
  expect(await rollout()).toBeNull();
});

it('shows the environments to whoever asks', async () => {
  await sandbox.type('alice', 'env shop');
  expect(await lastTold('alice')).toMatch(
    /environment a \(prod-a\) is live; environment b \(prod-b\) has the next release, and deployments go there/,
  );
  await sandbox.type('alice', 'start shop v54');
  await sandbox.type('bob', 'env shop');
  expect(await lastTold('bob')).toMatch(
    /deployments are closed\..*prod-a\): live \(95%\).*prod-b\): next release \(5%\).*v54 .* started by alice.*http[^"]*\/archives\//,
  );
});
