import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecision, writeDecision } from '../../src/routing/carried-decision.ts';
import { chainText, type Hop, isMixed, withHop } from '../../src/routing/chain.ts';

const through = (...hops: readonly (readonly [string, string])[]) =>
  hops.reduce((decision, [name, version]) => withHop(decision, { name, version }), {
    service: 'order',
    arm: 'canary' as const,
    rollout: 'r-1',
    revision: 1,
    chain: [] as readonly Hop[],
  });

describe('the chain of a decision', () => {
  it('says in words where the request was, in order', () => {
    expect(chainText(through(['order-api', 'v54'], ['order-events', 'v54']))).toBe('order-api:v54 > order-events:v54');
  });

  it('is mixed when two versions of the service are in it', () => {
    expect(isMixed(through())).toBe(false);
    expect(isMixed(through(['order-api', 'v54'], ['order-events', 'v54']))).toBe(false);
    expect(isMixed(through(['order-api', 'v54'], ['order-events', 'v53']))).toBe(true);
  });

  it('has a hop that is repeated at once only once, and one that comes back again', () => {
    const chain = chainText(through(['a', 'v1'], ['a', 'v1'], ['b', 'v1'], ['a', 'v1']));
    expect(chain).toBe('a:v1 > b:v1 > a:v1');
  });

  it('keeps the first hop and the newest fifteen', () => {
    const hops = Array.from({ length: 40 }, (_, at) => [`f${at}`, 'v1'] as const);
    const { chain } = through(...hops);
    expect(chain.map(({ name }) => name)).toEqual(['f0', ...hops.slice(25).map(([name]) => name)]);
  });

  it('has an underscore for what a version may not have, and is cut where it is too long', () => {
    const odd = through(['order api', 'v54~rc:1'], ['x'.repeat(60), `v${'5'.repeat(80)}`], ['', '']);
    expect(chainText(odd)).toBe(`order_api:v54_rc_1 > ${'x'.repeat(40)}:v${'5'.repeat(47)} > _:_`);
  });

  it('of any hops comes back from a baggage, below the 4096 bytes that tracers take for a member', () => {
    const hop = fc.tuple(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }));
    fc.assert(
      fc.property(fc.array(hop, { maxLength: 40 }), (hops) => {
        const decision = through(...hops);
        const written = writeDecision('', decision);
        expect(encodeURIComponent(written).length).toBeLessThan(4096);
        const read = readDecision(written, 'order');
        expect(chainText(read ?? { chain: [] })).toBe(chainText(decision));
      }),
    );
  });
});
