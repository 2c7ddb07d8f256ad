import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscoverySource } from '../../../../src/adapters/aws/dynamodb/discovery-source.ts';
import { createStore } from '../../../../src/adapters/aws/dynamodb/store.ts';
import { createServiceParameters } from '../../../../src/adapters/aws/ssm/service-parameters.ts';
import { createDiscovery } from '../../../../src/discovery/discovery.ts';
import { locateUser } from '../../../../src/discovery/place.ts';
import { emptyRecord } from '../../../../src/domain/rollout/record.ts';
import type { DiscoverySource } from '../../../../src/ports/discovery-source.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { aRequest } from '../../../discovery/a-request.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { aRollout } from '../support/a-record.ts';
import { createHandClock } from '../support/hand-clock.ts';

const discovery = { actions: { order: { stable: 'https://a.example', canary: 'https://b.example' } }, origins: [] };

let table: LocalTable;
beforeAll(async () => {
  table = await startDynalite();
});
afterAll(() => table.stop());

let clock: ReturnType<typeof createHandClock>;
let calls: string[];
let errors: string[];
let source: DiscoverySource;
let store: (name: string, text: string) => Promise<void>;
let count = 0;
let service: string;

beforeEach(async () => {
  clock = createHandClock(0);
  calls = [];
  errors = [];
  service = `order-${count++}`;
  const ssm = attach(
    new SSMClient({ region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    'SSM',
    createSsmModel(clock).model,
    {
      before: ({ operation }) => {
        calls.push(operation);
      },
    },
  );
  const send = table.client.send.bind(table.client);
  const client = Object.assign(Object.create(table.client), {
    send: (command: never) => {
      calls.push((command as object).constructor.name.replace('Command', ''));
      return send(command);
    },
  });
  source = createDiscoverySource({
    ssm,
    records: { client, table: table.table },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: (_, text) => errors.push(text) },
    prefix: '/serin/services/',
  });
  store = createServiceParameters({ client: ssm }).put;
  await store(service, JSON.stringify({ name: service, channel: '#deploys', discovery }));
  calls.length = 0;
});

const save = (revision: number, weight: number) =>
  createStore(table).save({
    ...emptyRecord(service),
    revision,
    rollout: { ...aRollout(), phase: { status: 'baking', since: 0, until: 1 }, weight, agreed: weight },
  });

describe('what discovery answers from', () => {
  it('is what the service says, and null where it says nothing or there is none', async () => {
    expect(await source.settings(service)).toEqual({ ...discovery, stable: null });
    await store('quiet', JSON.stringify({ name: 'quiet' }));
    await store('mute', JSON.stringify({ name: 'mute', discovery: null }));
    clock.advance(30_000);
    expect(await Promise.all(['quiet', 'mute', 'nobody'].map(source.settings))).toEqual([null, null, null]);
  });

  it('is not known when what is stored is not as serin apply writes it', async () => {
    await store(service, '{ "discovery": { "actions": 1 } }');
    await expect(source.settings(service)).rejects.toThrow(/serin apply/);
  });

  it('costs one read of the record for each weight, whatever the number of users who ask after it', async () => {
    await save(1, 5);
    const ask = createDiscovery({
      source,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const everyone = async () => {
      const arms = new Set<string>();
      for (let user = 0; user < 500; user += 1) {
        const { body } = await ask(aRequest({ path: `/discovery/${service}`, query: `user=user-${user}` }));
        arms.add(JSON.parse(body).arm);
      }
      return [...arms].sort();
    };
    expect(await everyone()).toEqual(['canary', 'stable']);
    expect(calls.toSorted()).toEqual(['GetItem', 'GetParameter', 'GetParametersByPath']);
    await save(2, 100);
    clock.advance(5_000);
    calls.length = 0;
    expect(await everyone()).toEqual(['canary']);
    expect(calls).toEqual(['GetItem']);
  });

  it('follows the record after five seconds, not before', async () => {
    await save(1, 0);
    await source.record(service);
    await save(2, 100);
    clock.advance(4_999);
    expect(locateUser((await source.record(service)) as never, 'alice').arm).toBe('stable');
    clock.advance(1);
    expect(locateUser((await source.record(service)) as never, 'alice').arm).toBe('canary');
  });

  it('costs no read for each name that somebody makes up', async () => {
    for (let at = 0; at < 100; at += 1) await source.settings(`made-up-${at}`);
    expect(calls).toEqual(['GetParametersByPath']);
  });

  it('is unreadable, and logged once in five seconds, when the record cannot be read', async () => {
    const broken = createDiscoverySource({
      ssm: new SSMClient({ region: 'us-east-1' }),
      records: { client: table.client, table: 'there-is-no-such-table' },
      clock,
      log: { info: () => undefined, warn: () => undefined, error: (_, text) => errors.push(text) },
      prefix: '/serin/services/',
    });
    expect(await Promise.all([broken.record('order'), broken.record('order')])).toEqual(['unreadable', 'unreadable']);
    expect(errors).toEqual(['the record cannot be read; everyone is told stable']);
    clock.advance(5_000);
    await broken.record('order');
    expect(errors).toHaveLength(2);
  });
});
