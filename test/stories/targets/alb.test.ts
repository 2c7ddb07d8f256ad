import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Action, DescribeRulesCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

const CONFIG = 'examples/load-balancer/serin.yml';
const RULE =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';

let folder: string;
let sandbox: ASandbox;
/** The writes to the rule, oldest first. */
let writes: readonly (readonly Action[])[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-alb-story-'));
  await open();
  await sandbox.advance('10m');
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<void> {
  sandbox = await aSandbox({ config: CONFIG, data: folder });
  writes = [];
  sandbox.world.observe({
    after: ({ operation, input }) => {
      if (operation === 'ModifyRule') writes = [...writes, (input as { readonly Actions: readonly Action[] }).Actions];
    },
  });
}

const rollout = async () => (await sandbox.state()).services.orders?.rollout;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const lastMinute = () => sandbox.world.users?.minutes.of('orders').at(-1);

/** The weights of blue and green in an action, and whether it is sticky. */
function splitIn([forward]: readonly Action[]) {
  const { TargetGroups = [], TargetGroupStickinessConfig } = forward?.ForwardConfig ?? {};
  const [blue, green] = ['blue', 'green'].map(
    (name) => TargetGroups.find(({ TargetGroupArn = '' }) => TargetGroupArn.includes(`/orders-${name}/`))?.Weight,
  );
  return { blue, green, sticky: TargetGroupStickinessConfig?.Enabled ?? false };
}
const split = () => splitIn(sandbox.world.account.elb.actions(RULE) ?? []);

/** Lowers the weight of green by hand, with stickiness as it is. */
async function lowerByHand(): Promise<void> {
  const client = await sandbox.world.account.clients.elb();
  const { Rules: rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [RULE] }));
  const [forward] = rules[0]?.Actions ?? [];
  const TargetGroups = forward?.ForwardConfig?.TargetGroups?.map((group) => ({
    ...group,
    Weight: group.TargetGroupArn?.includes('green') ? 0 : 100,
  }));
  const Actions = [
    { ...forward, Type: 'forward' as const, ForwardConfig: { ...forward?.ForwardConfig, TargetGroups } },
  ];
  await client.send(new ModifyRuleCommand({ RuleArn: RULE, Actions }));
}

it('says before a start which alarm measures the canary alone', async () => {
  await sandbox.ask('alice', 'start orders v54');
  const said = await lastTold('alice');
  expect(said).toContain('`orders-blue` → `orders-green`');
  expect(said).toMatch(/OK orders-green-5xx[^·]*· fires when the canary fails 1% or more/);
  expect(said).not.toContain('No alarm measures the canary alone');
  expect(said).not.toContain('Point it at the canary');
});

it('takes a good version to everybody, share by share, and exchanges the groups', async () => {
  await sandbox.type('alice', 'start orders v54');
  await sandbox.advance('10m');
  const { blue = 0, green = 0, sticky } = split();
  expect({ share: green / (blue + green), sticky }).toEqual({ share: 0.2, sticky: true });
  // Users who hold the cookie of blue stay there until it expires.
  expect(lastMinute()?.requests).toBeGreaterThan(0.05);
  expect(lastMinute()?.requests).toBeLessThan(0.2);
  await sandbox.advance('50m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
  expect(split()).toMatchObject({ blue: 0, sticky: true });

  await sandbox.ask('bob', 'start orders v55');
  expect(await lastTold('bob')).toContain('`orders-green` → `orders-blue`');
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('keeps users with a cookie on the canary when its weight is lowered, and brings them back when stickiness is off', async () => {
  await sandbox.type('alice', 'start orders v54');
  await sandbox.advance('12m');
  expect(lastMinute()?.canary.requests).toBeGreaterThan(60);

  await lowerByHand();
  await sandbox.advance('2m');
  // The cookies count at any weight, and each answer renews them.
  expect(lastMinute()?.canary.requests).toBeGreaterThan(30);

  await sandbox.type('bob', 'rollback orders');
  await sandbox.advance('2m');
  expect(split()).toMatchObject({ green: 0, sticky: false });
  expect(lastMinute()?.canary.requests).toBe(0);
});

it('goes back on the alarm of the target group of the canary, in one write that ends stickiness too', async () => {
  await sandbox.type('alice', 'start orders v54');
  await sandbox.advance('8m');
  await sandbox.fault({ service: 'orders', arm: 'canary', errorRate: 0.35 });
  const before = writes.length;
  await sandbox.advance('4m');
  expect((await sandbox.state()).alarms).toEqual({ 'orders-blue-5xx': 'OK', 'orders-green-5xx': 'ALARM' });
  expect(splitIn(writes[before] ?? [])).toMatchObject({ green: 0, sticky: false });
  expect(lastMinute()?.canary.requests).toBe(0);
  await sandbox.advance('2m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back', weight: 0 });
  expect(split()).toEqual({ blue: 100, green: 0, sticky: false });

  // The team of the sandbox turns stickiness on again, once no cookie of before counts.
  await sandbox.advance('6m');
  expect(split()).toEqual({ blue: 100, green: 0, sticky: true });
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(sandbox.world.deadLetters).toEqual([]);
});

it('survives a restart of the sandbox in mid-rollout, with the weights where they were', async () => {
  await sandbox.type('alice', 'start orders v54');
  await sandbox.advance('10m');
  const before = split();
  await sandbox.close();
  await open();
  expect(split()).toEqual(before);
  await sandbox.advance('60m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
});
