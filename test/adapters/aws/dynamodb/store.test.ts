import { createHash } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../../../../src/adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import { toAttributes } from '../../../../src/adapters/aws/dynamodb/stored-json.ts';
import type { Store } from '../../../../src/ports/store.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { aRecord, aRollout } from '../support/a-record.ts';
import { storeContract } from './store-contract.ts';

describe('the store on dynalite', () => {
  let local: LocalTable;
  let store: Store;
  beforeAll(async () => {
    local = await startDynalite();
    store = createStore(local);
  });
  afterAll(() => local.stop());

  storeContract(
    () => store,
    (arn, service) => createRegistry(local).register({ service, alarmArns: [arn], targets: [] }),
  );

  /** Writes a record by hand, as an operator might in the console. */
  const writeByHand = (service: string, attributes: object) =>
    local.client.send(
      new PutItemCommand({
        TableName: local.table,
        Item: {
          pk: { S: `service#${service}` },
          sk: { S: 'current' },
          ...toAttributes(aRecord({ service }), service),
          revision: { N: '1' },
          ...attributes,
        },
      }),
    );

  it('refuses a record of another schema and names the remedy', async () => {
    await writeByHand('newer', { schema: { N: '3' } });
    await expect(store.load('newer')).rejects.toMatchObject({
      code: 'record-schema-unknown',
      message: expect.stringMatching(/record of newer is stored in schema 3; .* Deploy the version/),
    });
  });

  it('reads a hundred records in one call, and one that cannot be read does not keep the others away', async () => {
    await store.save(aRecord({ service: 'readable' }));
    await writeByHand('unreadable', { schema: { N: '3' } });
    const sent: string[] = [];
    local.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          sent.push(commandName);
          return next(args);
        },
      { step: 'initialize', name: 'counting' },
    );
    const absent = Array.from({ length: 98 }, (_, index) => `absent-${index}`);
    const read = await store.loadAll(['readable', 'unreadable', ...absent]);
    local.client.middlewareStack.remove('counting');
    expect(sent).toEqual(['BatchGetItemCommand']);
    expect([...read.keys()].sort()).toEqual(['readable', 'unreadable']);
    expect(read.get('unreadable')).toBe('unreadable');
    expect(read.get('readable')).toMatchObject({ service: 'readable' });
  });

  it('asks again for what DynamoDB left out, and gives up where it keeps leaving it out', async () => {
    const record = aRecord({ service: 'late' });
    await store.save(record);
    let left = 2;
    const client = {
      send: async (command: { input: { RequestItems?: object } }) => {
        if (left-- > 0) return { Responses: {}, UnprocessedKeys: command.input.RequestItems };
        return local.client.send(command as never);
      },
    } as never;
    const pauses: number[] = [];
    const wait = async (ms: number) => {
      pauses.push(ms);
    };
    const slow = createStore({ client, table: local.table, wait });
    expect((await slow.loadAll(['late'])).get('late')).toEqual(record);
    expect(pauses).toEqual([100, 200]);
    left = Number.POSITIVE_INFINITY;
    await expect(slow.loadAll(['late'])).rejects.toThrow('did not return 1 of 1 records');
    expect(pauses).toEqual([100, 200, 100, 200, 400, 800]);
  });

  it('goes on with a rollout that an earlier version stored, without what that did not know', async () => {
    const { leaving: _, config, ...earlier } = aRollout();
    const { rollbackWindow: __, missingData: ___, ...before } = config;
    const stored = { ...aRecord({ service: 'earlier' }), rollout: { ...earlier, config: before } };
    await writeByHand('earlier', { record: { S: JSON.stringify(stored) } });
    const rollout = (await store.load('earlier'))?.rollout;
    expect(rollout).toEqual(aRollout({ leaving: null, config: { ...config, rollbackWindow: 0, missingData: 'hold' } }));
  });

  it('knows of the alarms of an earlier version which fired, which had data, and which of them did not act', async () => {
    const since = { since: 5, suppressed: false, excused: false };
    const alarms = {
      quiet: { ...since, value: 'OK' },
      fires: { ...since, value: 'ALARM' },
      excused: { ...since, value: 'ALARM', excused: true },
      silent: { ...since, value: 'INSUFFICIENT_DATA' },
      suppressed: { ...since, value: 'ALARM', suppressed: true },
    };
    const phase = {
      status: 'holding',
      since: 1,
      why: { kind: 'alarm-missing', name: 'gone' },
      activity: { status: 'awaiting-approval' },
    };
    const stored = { ...aRecord({ service: 'older' }), rollout: { ...aRollout(), alarms, phase } };
    await writeByHand('older', { record: { S: JSON.stringify(stored) } });
    expect((await store.load('older'))?.rollout).toMatchObject({
      phase: { why: { kind: 'alarm-unclear', alarms: [{ name: 'gone', is: 'gone' }] } },
      alarms: {
        quiet: { hadData: true, unanswered: false },
        fires: { hadData: true, unanswered: true },
        excused: { hadData: true, unanswered: false },
        silent: { hadData: false, unanswered: false },
      },
    });
    expect((await store.load('older'))?.rollout?.alarms).not.toHaveProperty('suppressed');
  });

  it.each([
    ['that is not JSON', { record: { S: '{' } }, 'not JSON'],
    ['that is not gzip', { schema: { N: '2' }, record: { B: Buffer.from('{}') } }, 'not gzip'],
    ['that is gone', { record: { NULL: true } }, 'no attribute "record"'],
    ['with a field of a wrong type', { record: { S: JSON.stringify({ ...aRecord(), wake: 'soon' }) } }, 'wake: '],
    ['with another revision than its item', { revision: { N: '2' } }, 'says revision 1, its item says another'],
  ])('refuses a record %s and says what is wrong', async (_what, attributes, problem) => {
    await writeByHand('damaged', attributes);
    await expect(store.load('damaged')).rejects.toMatchObject({
      code: 'record-damaged',
      message: expect.stringContaining(problem),
    });
  });

  it('refuses a message of a kind that only a later version knows, and says to deploy that version', async () => {
    const later = { key: 'k', at: 0, attempts: 0, claimedUntil: 0, retryAt: 0, body: { kind: 'later' } };
    await writeByHand('later', { record: { S: JSON.stringify({ ...aRecord(), outbox: [later] }) } });
    const message = expect.stringContaining('If a later version wrote it, deploy that one.');
    await expect(store.load('later')).rejects.toMatchObject({ code: 'record-damaged', message });
  });

  it('keeps a field that this version does not know', async () => {
    const record = { ...aRecord({ service: 'future' }), later: { of: 'the same schema' } };
    await store.save(record);
    expect(await store.load('future')).toEqual(record);
  });

  it('stores a record in gzip, and the next save packs what an earlier version stored as JSON', async () => {
    const record = aRecord({ service: 'packed' });
    await writeByHand('packed', { record: { S: JSON.stringify(record) } });
    expect(await store.load('packed')).toEqual(record);
    await store.save({ ...record, revision: 2 });
    const Key = { pk: { S: 'service#packed' }, sk: { S: 'current' } };
    const { Item } = await local.client.send(new GetItemCommand({ TableName: local.table, Key }));
    expect(Item).toMatchObject({ schema: { N: '2' }, revision: { N: '2' }, record: { B: expect.any(Uint8Array) } });
    expect(Item?.record?.B?.length).toBeLessThan(JSON.stringify(record).length / 2);
    expect(await store.load('packed')).toEqual({ ...record, revision: 2 });
  });

  it('refuses a record above 350 KB in gzip before it is sent, and takes one below', async () => {
    const text = Array.from({ length: 9000 }, (_, n) => createHash('sha512').update(String(n)).digest('base64')).join(
      '',
    );
    const sized = (length: number) => aRecord({ service: 'large', seen: [{ key: text.slice(0, length), at: 0 }] });
    await expect(store.save(sized(490_000))).rejects.toMatchObject({ code: 'record-too-large' });
    expect(await store.load('large')).toBeNull();
    await store.save(sized(460_000));
    expect((await store.load('large'))?.seen[0]?.key).toHaveLength(460_000);
  });
});
