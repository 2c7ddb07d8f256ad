import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuditTrail } from '../../../../src/adapters/aws/dynamodb/audit-trail.ts';
import { createHistory } from '../../../../src/adapters/aws/dynamodb/history.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { anEntry, aRollout } from '../support/a-record.ts';

let local: LocalTable;
beforeAll(async () => {
  local = await startDynalite();
});
afterAll(() => local.stop());

it('returns the finished rollouts of a service from a moment on, oldest first', async () => {
  const history = createHistory(local);
  for (const at of [1_700_000_000_000, 80_000, 1_600_000_000_000])
    await history.keep(
      aRollout({ service: 'checkout', id: `r-${at}`, startedAt: at, phase: { status: 'completed', at } }),
    );
  await history.keep(aRollout({ service: 'search', id: 'r-other', startedAt: 1_700_000_000_000 }));
  const trail = createAuditTrail(local);
  const ids = async (from: number) => (await trail.finished('checkout', from)).map(({ id }) => id);
  expect(await ids(0)).toEqual(['r-80000', 'r-1600000000000', 'r-1700000000000']);
  expect(await ids(1_600_000_000_000)).toEqual(['r-1600000000000', 'r-1700000000000']);
  expect(await ids(1_700_000_000_001)).toEqual([]);
});

it('returns the entries that the record has no room for, in order, and nothing else of the rollout', async () => {
  const history = createHistory(local);
  await history.keep(aRollout({ id: 'r-long' }));
  await history.spill('r-long', [anEntry({ n: 10 }), anEntry({ n: 2 })]);
  await history.spill('r-long-too', [anEntry({ n: 1 })]);
  const trail = createAuditTrail(local);
  expect((await trail.earlierEntries('r-long')).map(({ n }) => n)).toEqual([2, 10]);
});
