import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CarriedDecision,
  choose,
  dropDecisions,
  keepDecisions,
  readDecision,
  writeDecision,
} from '../../src/routing/carried-decision.ts';

/** A decision for the canary of the service `order`. */
function aDecision(over: Partial<CarriedDecision> = {}): CarriedDecision {
  const chain = [{ name: 'order-api', version: 'v54' }];
  return { service: 'order', arm: 'canary', rollout: 'r-0123456789ab', revision: 17, chain, ...over };
}

describe('a decision in a baggage', () => {
  it('is one readable member, beside all others', () => {
    expect(writeDecision('userId=alice', aDecision())).toBe(
      'serin.order=canary~r-0123456789ab~17~order-api:v54,userId=alice',
    );
  });

  it.each([
    ['on the canary', aDecision()],
    ['on stable while nothing runs', aDecision({ arm: 'stable', rollout: null, revision: 0, chain: [] })],
  ])('is read back when it is %s', (_, decision) => {
    expect(readDecision(writeDecision('', decision), 'order')).toEqual(decision);
  });

  it('replaces an earlier one about the same service, and leaves those about others', () => {
    const both = writeDecision(writeDecision('', aDecision()), aDecision({ service: 'menu', arm: 'stable' }));
    const changed = writeDecision(both, aDecision({ arm: 'stable', revision: 18 }));
    expect(readDecision(changed, 'order')).toMatchObject({ arm: 'stable', revision: 18 });
    expect(readDecision(changed, 'menu')).toMatchObject({ arm: 'stable', revision: 17 });
    expect(changed.match(/serin\./g)).toHaveLength(2);
  });

  it('survives a tracer that percent-encodes all of it', () => {
    const value = 'canary~r-0123456789ab~17~order-api:v54';
    expect(readDecision(`serin.order=${encodeURIComponent(value)}`, 'order')).toEqual(aDecision());
  });

  it.each([
    ['no such arm', 'serin.order=admin~r-1~1'],
    ['a rollout that is too long', `serin.order=canary~${'r'.repeat(65)}~1`],
    ['a rollout with strange characters', 'serin.order=canary~<script>~1'],
    ['no revision', 'serin.order=canary~r-1'],
    ['a negative revision', 'serin.order=canary~r-1~-1'],
    ['a revision that is no number', 'serin.order=canary~r-1~1e9'],
    ['a revision without end', `serin.order=canary~r-1~${'9'.repeat(400)}`],
    ['nothing', 'serin.order='],
    ['a prototype', '__proto__=canary~r-1~1'],
  ])('is none when it has %s, and the next hop is the stable one', (_, baggage) => {
    const decision = readDecision(baggage, 'order');
    expect(decision).toBeNull();
    expect(choose(decision, { stable: 'live', canary: 'next' })).toBe('live');
  });

  it('keeps its arm when hops in it are malformed', () => {
    const decision = readDecision('serin.order=canary~r-1~1~a:v1~broken~:~b:v2~c:%0a', 'order');
    expect(decision).toMatchObject({
      arm: 'canary',
      chain: [
        { name: 'a', version: 'v1' },
        { name: 'b', version: 'v2' },
      ],
    });
  });

  it('is left out, with an earlier one, when it could not be read back', () => {
    const before = writeDecision('userId=alice', aDecision());
    expect(writeDecision(before, aDecision({ revision: -1 }))).toBe('userId=alice');
    expect(writeDecision(before, aDecision({ service: 'No Service' }))).toBe(before);
  });

  it('is dropped where an outside client comes in, whatever service it names', () => {
    const forged = 'serin.order=canary~r-1~1,userId=alice;private,serin.menu=canary~-~0';
    expect(dropDecisions(forged)).toBe('userId=alice;private');
    expect(keepDecisions(forged)).toBe('serin.order=canary~r-1~1,serin.menu=canary~-~0');
  });

  it('never throws, whatever comes in', () => {
    const hostile = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary' }).map((text) => `serin.order=${text}`),
      fc.array(fc.string({ unit: 'binary' })).map((parts) => `serin.order=canary~${parts.join('~')}`),
    );
    fc.assert(
      fc.property(hostile, (baggage) => {
        const decision = readDecision(baggage, 'order');
        expect(decision === null || decision.arm === 'canary' || decision.arm === 'stable').toBe(true);
        expect(readDecision(dropDecisions(baggage), 'order')).toBeNull();
      }),
    );
  });
});

describe('the next hop', () => {
  it('is the one of the arm, and the stable one without a decision', () => {
    const aliases = { stable: 'live', canary: 'next' };
    expect([aDecision(), aDecision({ arm: 'stable' }), null].map((decision) => choose(decision, aliases))).toEqual([
      'next',
      'live',
      'live',
    ]);
  });
});
