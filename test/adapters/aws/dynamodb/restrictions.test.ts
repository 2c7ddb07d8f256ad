import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRestrictions } from '../../../../src/adapters/aws/dynamodb/restrictions.ts';
import { noRestrictions, type Restrictions } from '../../../../src/domain/restrictions/restrictions.ts';
import { SaveConflict } from '../../../../src/ports/store.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { createMemoryRestrictions } from '../../../support/memory-store.ts';

const by = { id: 'U0ALICE', name: 'alice' };
const first: Restrictions = {
  revision: 1,
  freezes: [{ id: 'k', service: null, by, at: 1, until: 2, reason: 'incident 42' }],
  lifts: [{ service: 'checkout', by: { arn: 'arn:aws:iam::123456789012:user/bob' }, at: 1, until: 2 }],
  seen: [{ key: 'k', at: 1 }],
};

describe('the restrictions', () => {
  let local: LocalTable;
  beforeAll(async () => {
    local = await startDynalite();
  });
  afterAll(() => local.stop());

  it.each([
    ['on dynalite', () => createRestrictions(local)],
    ['in memory', () => createMemoryRestrictions()],
  ])('%s are none at first, come back as they were saved, and are saved by one of two', async (_where, create) => {
    const restrictions = create();
    expect(await restrictions.load()).toEqual(noRestrictions());
    await expect(restrictions.save({ ...first, revision: 2 })).rejects.toThrow(SaveConflict);
    await restrictions.save(first);
    expect(await restrictions.load()).toEqual(first);
    await expect(restrictions.save({ ...noRestrictions(), revision: 1 })).rejects.toThrow(SaveConflict);
    await restrictions.save({ ...noRestrictions(), revision: 2 });
    expect((await restrictions.load()).freezes).toEqual([]);
  });
});
