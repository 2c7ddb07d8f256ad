import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Content } from '../../src/domain/environment/component.ts';
import { type EnvironmentId, environmentIds, otherEnvironment } from '../../src/domain/environment/environment.ts';
import type { Sync } from '../../src/domain/environment/sync.ts';
import { BUILD_LIMIT_MS } from '../../src/domain/timing.ts';
import { afterSightings, beginSync, type Sighting, stopSync, syncRunningRefusal } from '../../src/environments/sync.ts';
import { behindFindings, type Found, isInStep, planText, syncTable } from '../../src/environments/sync-table.ts';
import { alice, NOW } from '../rollout/builders.ts';

const content: fc.Arbitrary<Content> = fc
  .record({ n: fc.integer({ min: 1, max: 4 }), order: fc.option(fc.integer({ min: 1, max: 4 })) })
  .map(({ n, order }) => ({ version: `${n}`, label: '', order, digest: `d${n}`, token: '' }));

const trouble = { message: 'A variable differs.', remedy: 'Make it equal.' };

const found: fc.Arbitrary<readonly Found[]> = fc
  .array(
    fc.record({
      a: fc.option(content),
      b: fc.option(content),
      brought: fc.constantFrom('in-place', 'by-a-build'),
      troubles: fc.constantFrom([], [], [trouble]),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ a, b, brought, troubles }, i) => ({
      config: { kind: 'any' },
      brought,
      reading: { name: `c${i}`, a, b, troubles },
    })),
  );

const side = fc.constantFrom<EnvironmentId>(...environmentIds);
const about = { id: 's-1', channel: '#deploys', by: alice };
const check = (law: (all: readonly Found[], active: EnvironmentId) => void) =>
  fc.assert(
    fc.property(found, side, (all, active) => {
      law(all, active);
    }),
    { numRuns: 300 },
  );

/** What is seen once every part has what was wanted. */
const allThere = ({ parts }: Sync): readonly Sighting[] =>
  parts.map(({ name, wanted }) => ({ name, content: wanted, fault: null }));

describe('the table of a sync', () => {
  it('never takes anything older to the environment that gets the next release', () =>
    check((all, active) => {
      for (const { does, reading } of syncTable('shop', active, all).rows) {
        if (does !== 'update' && does !== 'build') continue;
        const [now, then] = [reading[active], reading[otherEnvironment(active)]];
        expect(now === null || now.order! < then!.order!).toBe(true);
      }
    }));

  it('updates in place what can be, and asks for builds of the rest', () =>
    check((all, active) => {
      for (const { does, brought } of syncTable('shop', active, all).rows) {
        if (does === 'update') expect(brought).toBe('in-place');
        if (does === 'build') expect(brought).toBe('by-a-build');
      }
    }));

  it('lets a rollout start exactly when it is in step', () =>
    check((all, active) => {
      const table = syncTable('shop', active, all);
      expect(behindFindings(table).length === 0).toBe(isInStep(table));
    }));

  it('leaves to a person, with a reason, what has trouble or cannot be told', () =>
    check((all, active) => {
      for (const row of syncTable('shop', active, all).rows) {
        if (row.reading.troubles.length > 0) expect(row.does).toBe('ask');
        expect(row.why.length > 0).toBe(row.does === 'ask');
      }
    }));

  it('is in step, but for what a person is asked about, once it was carried out', () =>
    check((all, active) => {
      const before = syncTable('shop', active, all);
      const after = before.rows.map(({ does, reading, ...rest }) =>
        does === 'update' || does === 'build'
          ? { ...rest, reading: { ...reading, [active]: reading[otherEnvironment(active)] } }
          : { ...rest, reading },
      );
      const moves = syncTable('shop', active, after).rows.filter(({ does }) => does === 'update' || does === 'build');
      expect(moves).toEqual([]);
    }));

  it('has the same plan text exactly for the same moves', () =>
    check((all, active) => {
      const table = syncTable('shop', active, all);
      expect(planText(syncTable('shop', active, structuredClone(all)))).toBe(planText(table));
      const moved = table.rows.findIndex(({ does }) => does === 'update' || does === 'build');
      if (moved < 0) return;
      const without = all.filter((_, i) => i !== moved);
      expect(planText(syncTable('shop', active, without))).not.toBe(planText(table));
    }));
});

describe('a sync', () => {
  it('is done exactly when every part has what was wanted', () =>
    check((all, active) => {
      const sync = beginSync(syncTable('shop', active, all), about, NOW);
      if (sync.parts.length === 0) return;
      expect(afterSightings(sync, allThere(sync), NOW)).toMatchObject({ status: 'done', endedAt: NOW });
      const oneLess = afterSightings(sync, allThere(sync).slice(1), NOW);
      expect(oneLess.status).toBe('running');
    }));

  it('ends in time, whatever is seen or not seen, and lets a rollout start then', () =>
    fc.assert(
      fc.property(found, side, fc.array(fc.boolean()), (all, active, seen) => {
        let sync = beginSync(syncTable('shop', active, all), about, NOW);
        if (sync.parts.length === 0) return;
        seen.forEach((there, minute) => {
          sync = afterSightings(sync, there ? allThere(sync).slice(0, 1) : [], NOW + minute * 60_000);
        });
        sync = afterSightings(sync, [], NOW + BUILD_LIMIT_MS);
        expect(['done', 'failed']).toContain(sync.status);
        expect(syncRunningRefusal(sync)).toBeNull();
      }),
    ));

  it('stays as it is once it is over, whatever is seen', () =>
    check((all, active) => {
      const sync = beginSync(syncTable('shop', active, all), about, NOW);
      const stopped = stopSync(sync, alice, NOW);
      expect(afterSightings(stopped, allThere(sync), NOW)).toBe(stopped);
      expect(syncRunningRefusal(sync)).toMatchObject({ answer: 'refused', code: 'syncing' });
      expect(syncRunningRefusal(stopped)).toBeNull();
    }));

  it('takes back nothing that was done', () =>
    check((all, active) => {
      const sync = beginSync(syncTable('shop', active, all), about, NOW);
      const half = afterSightings(sync, allThere(sync).slice(0, 1), NOW);
      const fault = { code: 'X', message: 'It is away.', permanent: true };
      const after = afterSightings(
        half,
        sync.parts.map(({ name }) => ({ name, fault })),
        NOW,
      );
      expect(after.parts[0]?.state).toBe(sync.parts.length === 0 ? undefined : 'done');
    }));
});
