import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

const asText = (blocks: readonly unknown[]) => JSON.stringify(blocks);
const partsOf = (blocks: readonly unknown[]) =>
  (blocks as readonly { type: string; text?: { text: string } }[]).flatMap(({ type, text }) =>
    type === 'header' ? [text?.text] : [],
  );

it('shows what waits to who may answer it, and its buttons do what those under the card do', async () => {
  await sandbox.type('alice', 'start checkout v54');
  expect(partsOf(await sandbox.openHome('alice'))).toEqual(['Running', 'Services']);
  expect(partsOf(await sandbox.openHome('bob'))).toEqual(['Waiting for you', 'Services']);
  const approved = await sandbox.clickHome('bob', 'approve');
  expect(asText(approved[0] as never)).toContain('✅');
  expect(partsOf(approved)).toEqual(['Running', 'Services']);
  expect((await sandbox.state()).services.checkout?.rollout).toMatchObject({ status: 'baking', weight: 5 });
});

it('answers in the App Home who may not do what they clicked', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.openHome('alice');
  const refused = await sandbox.clickHome('alice', 'approve');
  expect(asText([refused[0]])).toContain('⛔');
  expect((await sandbox.state()).services.checkout?.rollout).toMatchObject({ status: 'awaiting-approval' });
});

it('rolls back from the App Home, and shows the locks and freezes that people set', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.type('bob', 'approve checkout');
  await sandbox.type('carol', 'lock calls migration');
  await sandbox.type('carol', 'freeze checkout 2h incident 42');
  const shown = asText(await sandbox.openHome('alice'));
  expect(shown).toContain('calls is locked by carol');
  expect(shown).toContain('checkout is frozen until');
  await sandbox.clickHome('alice', 'rollback');
  await sandbox.advance('10m');
  expect((await sandbox.state()).services.checkout?.rollout?.status).toBe('rolled-back');
  expect(partsOf(await sandbox.openHome('alice'))).toEqual([
    'Locks, freezes, queues and scheduled starts',
    'Recently finished',
    'Services',
  ]);
});

it('reads all records in one call when it is opened', async () => {
  const calls: string[] = [];
  const stop = sandbox.world.observe({
    before: ({ service, operation }) => {
      if (service === 'DynamoDB' || service === 'SSM') calls.push(`${service} ${operation}`);
    },
  });
  await sandbox.openHome('bob');
  stop();
  expect(calls.filter((call) => call.startsWith('DynamoDB')).sort()).toEqual([
    'DynamoDB BatchGetItem',
    'DynamoDB GetItem',
  ]);
  expect(calls.filter((call) => call === 'SSM GetParametersByPath').length).toBeLessThanOrEqual(1);
  expect(calls).not.toContain('SSM GetParameter');
});
