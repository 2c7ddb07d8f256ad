import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHealthSignals } from '../../../../src/adapters/aws/dynamodb/health-signals.ts';
import type { HealthSignal } from '../../../../src/domain/alarm/health-signal.ts';
import { SaveConflict } from '../../../../src/ports/store.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { createMemoryHealthSignals } from '../../../support/memory-store.ts';

const first: HealthSignal = {
  ...{ name: 'datadog', health: 'healthy', at: 1_000, value: '0.2%', link: 'https://example.com/m' },
  ...{ since: 1_000, until: 301_000, revision: 1 },
};
const other: HealthSignal = { ...first, name: 'own-check', value: '', link: null };

describe('the health signals', () => {
  let local: LocalTable;
  beforeAll(async () => {
    local = await startDynalite();
  });
  afterAll(() => local.stop());

  it.each([
    ['on dynalite', () => createHealthSignals(local)],
    ['in memory', () => createMemoryHealthSignals()],
  ])('%s come back as they were saved, of one service, and are saved by one of two', async (_where, create) => {
    const signals = create();
    expect(await signals.load('checkout')).toEqual([]);
    await signals.save('checkout', first);
    await signals.save('checkout', other);
    await signals.save('search', first);
    expect(await signals.load('checkout')).toEqual([first, other]);
    await expect(signals.save('checkout', first)).rejects.toThrow(SaveConflict);
    await expect(signals.save('checkout', { ...first, revision: 3 })).rejects.toThrow(SaveConflict);
    const next: HealthSignal = { ...first, health: 'unhealthy', at: 2_000, revision: 2 };
    await signals.save('checkout', next);
    expect(await signals.load('checkout')).toEqual([next, other]);
  });

  it('are deleted by DynamoDB a day after they expired', async () => {
    const Key = { pk: { S: 'signal#checkout' }, sk: { S: 'datadog' } };
    const { Item } = await local.client.send(new GetItemCommand({ TableName: local.table, Key }));
    expect(Item?.expires).toEqual({ N: String(301 + 24 * 60 * 60) });
  });
});
