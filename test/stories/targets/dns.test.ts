import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';
import { anOutage, type Outage } from '../faults.ts';

const HostedZoneId = 'Z0123456789EXAMPLE';

let sandbox: ASandbox;
let outage: Outage;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/targets/dns.yml' });
  outage = anOutage();
  sandbox.world.observe(outage);
  await sandbox.advance('5m');
  await sandbox.type('alice', 'start checkout canary');
  await sandbox.advance('5m');
});
afterEach(() => sandbox.close());

const route53 = () => sandbox.world.account.clients.route53;
const status = async () => (await sandbox.state()).services.checkout?.rollout?.status;
const share = () => sandbox.world.account.route53.share('app.example.com', 'A', 'canary');
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
/** The card of the newest rollout; other messages in the channel begin with a sign. */
const cardMessage = async () => (await sandbox.messages()).find(({ text }) => /^[a-z]/.test(text));
const card = async () => JSON.stringify(await cardMessage());
/** What the thread of the rollout says. */
const thread = async () => ((await cardMessage())?.thread ?? []).map(({ text }) => text);
const said = async (words: string) => (await thread()).filter((text) => text.includes(words));

async function records(): Promise<readonly ResourceRecordSet[]> {
  const { ResourceRecordSets = [] } = await route53().send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return ResourceRecordSets.filter(({ Name }) => Name === 'app.example.com.');
}

/** Somebody else changes one record. */
async function change(Action: 'DELETE' | 'UPSERT', record: ResourceRecordSet): Promise<void> {
  const Changes = [{ Action, ResourceRecordSet: record }];
  await route53().send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
}

async function theCanary(): Promise<ResourceRecordSet> {
  const found = (await records()).find(({ SetIdentifier }) => SetIdentifier === 'canary');
  if (found === undefined) throw new Error('There is no canary.');
  return found;
}

it('holds and asks when the record of the canary is deleted in a bake, and takes no approval and no skip on it', async () => {
  expect(await status()).toBe('baking');
  const before = await theCanary();
  await change('DELETE', before);
  await sandbox.advance('2m');
  expect(await status()).toBe('holding');
  await sandbox.advance('18m');
  expect(await said('cannot be read')).toEqual([
    expect.stringMatching(/The record canary of route53 app\.example\.com A .* is gone.*Serin holds/),
  ]);
  expect(await card()).toContain('unknown');
  await sandbox.type('alice', 'skip checkout');
  expect(await lastTold('alice')).toContain('⛔');
  await sandbox.type('alice', 'resume checkout');
  expect(await lastTold('alice')).toMatch(/cannot be read: The record canary/);
  expect(await status()).toBe('holding');

  await change('UPSERT', before);
  await sandbox.advance('2m');
  expect(await said('can be read again')).toHaveLength(1);
  await sandbox.type('alice', 'resume checkout');
  expect(await status()).toBe('baking');
});

it('takes no approval while the record of the canary is gone', async () => {
  await sandbox.advance('32m');
  expect(await status()).toBe('awaiting-approval');
  await change('DELETE', await theCanary());
  await sandbox.advance('1m');
  await sandbox.type('bob', 'approve checkout');
  expect(await lastTold('bob')).toMatch(/cannot be read: The record canary/);
  expect(await status()).not.toBe('shifting');
  await sandbox.advance('2m');
  expect(await status()).toBe('holding');
});

it('holds and asks when the records may not be read any more in a bake, and tells it once', async () => {
  outage.begin(({ operation }) => operation === 'ListResourceRecordSets', 'AccessDenied');
  await sandbox.advance('20m');
  expect(await status()).toBe('holding');
  expect(await said('cannot be read')).toEqual([expect.stringMatching(/ListResourceRecordSets.*Serin holds/)]);
  expect(await card()).toContain('unknown');
  outage.end();
  await sandbox.advance('2m');
  await sandbox.type('alice', 'resume checkout');
  expect(await status()).toBe('baking');
});

it('holds and asks when a third record takes a share in mid-rollout, and takes one without a share for nothing', async () => {
  const third: ResourceRecordSet = { ...(await theCanary()), SetIdentifier: 'blue', Weight: 0 };
  await change('UPSERT', third);
  await sandbox.advance('3m');
  expect(await status()).toBe('baking');
  await change('UPSERT', { ...third, Weight: 50 });
  await sandbox.advance('10m');
  expect(await status()).toBe('holding');
  expect(await said('blue takes a share beside them, with a weight of 50')).toHaveLength(1);
  await sandbox.type('alice', 'resume checkout');
  expect(await lastTold('alice')).toContain('blue takes a share beside them');
  await change('DELETE', { ...third, Weight: 50 });
  await sandbox.type('alice', 'resume checkout');
  expect(await status()).toBe('baking');
});

it('goes back although a third record takes a share, says whose it is, and leaves that record alone', async () => {
  const third: ResourceRecordSet = { ...(await theCanary()), SetIdentifier: 'blue', Weight: 50 };
  await change('UPSERT', third);
  await sandbox.advance('2m');
  await sandbox.type('alice', 'rollback checkout enough seen');
  await sandbox.advance('2m');
  expect(share()).toBe(0);
  expect((await records()).find(({ SetIdentifier }) => SetIdentifier === 'blue')?.Weight).toBe(50);
});

it('asks who undoes a shift that is put back each time while it spreads, after some minutes and once', async () => {
  await sandbox.advance('32m');
  const before = await records();
  const putBack = async () => {
    for (const record of before) await change('UPSERT', record);
  };
  await sandbox.type('bob', 'approve checkout');
  expect(await status()).toBe('shifting');
  // Route 53 takes half a minute to spread a change, and is not given that.
  for (let times = 0; times < 60; times++) {
    await putBack();
    await sandbox.advance('10s');
  }
  expect(await status()).toBe('holding');
  expect(await said('Serin holds')).toEqual([
    expect.stringMatching(
      /Something outside Serin changes route53 app\.example\.com A .* again, each time Serin has written it: something undoes its shift\. Serin holds\. Find out what it is/,
    ),
  ]);
  expect(share()).toBe(10);
  await sandbox.advance('3m');
  await sandbox.type('alice', 'resume checkout');
  await sandbox.advance('3m');
  expect(await status()).toBe('baking');
  expect(share()).toBe(100);
});
