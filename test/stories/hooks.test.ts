import { CreateTableCommand, PutItemCommand, ScanCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';
import { type LocalTable, startDynalite } from '../support/dynalite.ts';

type Hook = (payload: unknown) => unknown;
/** The example as a team would copy it: plain JavaScript. */
const EXAMPLE = '../../examples/hooks/totals.mjs';
const { createHandler } = (await import(EXAMPLE)) as { createHandler: (parts: object) => Hook };

let sandbox: ASandbox;
let local: LocalTable;
beforeEach(async () => {
  local = await startDynalite();
  await local.client.send(
    new CreateTableCommand({
      TableName: 'orders',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await waitUntilTableExists(
    { client: local.client, minDelay: 1, maxDelay: 1, maxWaitTime: 10 },
    { TableName: 'orders' },
  );
  for (const [id, total] of Object.entries({ a: '12.50', b: '3' })) {
    const Item = { id: { S: id }, total: { S: total } };
    await local.client.send(new PutItemCommand({ TableName: 'orders', Item }));
  }
  sandbox = await aSandbox({ config: 'examples/hooks/serin.yml', seed: 2 });
  for (const direction of ['expand', 'contract']) program(`shop-${direction}`, theExample(direction));
  await sandbox.advance('5m');
});
afterEach(async () => {
  await sandbox.close();
  await local.stop();
});

const program = (name: string, hook: Hook) => sandbox.world.account.lambda.program(name, hook);
const theExample = (direction: string): Hook =>
  createHandler({
    dynamodb: local.client,
    events: sandbox.world.account.clients.eventbridge,
    table: 'orders',
    bus: 'serin',
    direction,
  });

/** What a function, or somebody else who may, puts on Serin's bus. */
const anAnswer = (detail: object) =>
  new PutEventsCommand({
    Entries: [
      { EventBusName: 'serin', Source: 'serin.hook', DetailType: 'Hook Answer', Detail: JSON.stringify(detail) },
    ],
  });

const rollout = async () => (await sandbox.state()).services.shop?.rollout;
const weight = async () => (await sandbox.state()).services.shop?.targets[0]?.weight;
const orders = async () => (await local.client.send(new ScanCommand({ TableName: 'orders' }))).Items;
const told = async () =>
  (await sandbox.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]).join('\n');
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);

describe('a rollout with a database change around it', () => {
  it('expands before the first user, contracts behind the last gate, and completes', async () => {
    await sandbox.type('alice', 'start shop v54');
    expect((await orders())?.map(({ totalCents }) => totalCents?.N).sort()).toEqual(['1250', '300']);
    expect(await weight()).toBe(5);
    await sandbox.advance('110m');
    expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
    expect((await orders())?.every(({ total }) => total !== undefined)).toBe(true);
    await sandbox.type('bob', 'approve shop');
    await sandbox.advance('2m');
    expect((await orders())?.some(({ total }) => total !== undefined)).toBe(false);
    expect(await rollout()).toMatchObject({ status: 'completed' });
    expect(await told()).toContain('shop-expand is done: 2 orders changed.');
    expect(sandbox.world.deadLetters).toEqual([]);
  });

  it('does not begin when the function of a hook cannot do its work, and calls it again for who resumes', async () => {
    program('shop-expand', () => {
      throw new Error('the table is locked');
    });
    await sandbox.type('alice', 'start shop v54');
    expect(await rollout()).toMatchObject({ status: 'holding' });
    expect(await weight()).toBe(0);
    expect(await told()).toContain('shop-expand failed: the table is locked.');
    program('shop-expand', theExample('expand'));
    await sandbox.type('alice', 'resume shop');
    expect(await weight()).toBe(5);
  });

  it('goes back by itself when the smoke test fails', async () => {
    program('shop-smoke', () => ({ ok: false, text: 'no video between the arms' }));
    await sandbox.type('alice', 'start shop v54');
    await sandbox.advance('4m');
    expect(await weight()).toBe(0);
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await told()).toContain('because shop-smoke failed: no video between the arms.');
  });

  it('waits for the event of a function that takes longer, and takes it once', async () => {
    let answer: Hook = () => undefined;
    program('shop-smoke', (call) => {
      const { v: _v, canary: _c, targets: _t, weight: _w, answerBy: _a, ...id } = call as Record<string, unknown>;
      answer = () => sandbox.world.account.clients.eventbridge.send(anAnswer({ ...id, v: 1, ok: true, text: 'Met' }));
      return { later: true };
    });
    await sandbox.type('alice', 'start shop v54');
    await sandbox.advance('3m');
    expect(await rollout()).toMatchObject({ status: 'hooking' });
    await answer(null);
    await answer(null);
    await sandbox.advance('2s');
    expect(await rollout()).toMatchObject({ status: 'baking' });
    expect((await told()).match(/shop-smoke is done: Met\./g)).toHaveLength(1);
  });

  it('drops an answer that is made up, and goes back when the right one does not come in time', async () => {
    program('shop-smoke', () => ({ later: true }));
    program('shop-expand', () => ({ ok: true }));
    await sandbox.type('alice', 'start shop v54');
    const id = (await rollout())?.id;
    const madeUp = { v: 1, service: 'shop', rollout: id, step: 2, call: 1, ok: true, token: 'f'.repeat(64) };
    await sandbox.world.account.clients.eventbridge.send(anAnswer(madeUp));
    await sandbox.advance('2m');
    expect(await rollout()).toMatchObject({ status: 'hooking' });
    await sandbox.advance('6m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await told()).toContain('because shop-smoke failed: no answer in 5 min.');
  });

  it('asks a person when the answer of a call was lost, although a failure would go back', async () => {
    const stop = sandbox.world.observe({
      before: ({ operation, input }) => {
        const { FunctionName } = input as { FunctionName?: string };
        const isCall = operation === 'Invoke' && !JSON.stringify(input).includes('DryRun');
        if (isCall && FunctionName === 'shop-smoke') throw new Error('socket hang up');
      },
    });
    await sandbox.type('alice', 'start shop v54');
    stop();
    expect(await rollout()).toMatchObject({ status: 'hooking' });
    await sandbox.advance('7m');
    expect(await rollout()).toMatchObject({ status: 'holding' });
    expect(await weight()).toBe(5);
    expect(await told()).toContain('Nobody knows whether shop-smoke ran, or how it ended');
  });

  it('does not go back by itself behind the point of no return, and tells who asks for it', async () => {
    program('shop-contract', () => ({ later: true }));
    await sandbox.type('alice', 'start shop v54');
    await sandbox.advance('110m');
    await sandbox.type('bob', 'approve shop');
    await sandbox.fault({ service: 'shop', arm: 'canary', errorRate: 0.5 });
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'holding' });
    expect(await weight()).toBe(100);
    await sandbox.type('alice', 'rollback shop it fails');
    expect(await lastTold('alice')).toContain('/canary rollback shop anyway');
    await sandbox.type('alice', 'rollback shop anyway, the hook did nothing yet');
    expect(await weight()).toBe(0);
  });
});
