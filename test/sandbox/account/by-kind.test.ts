import { describe, expect, it } from 'vitest';
import { byKind } from '../../../src/sandbox/account/by-kind.ts';

const entries = { 'lambda-alias': 1, route53: 2, launchdarkly: 3, edge: 4, alb: 5, ecs: 6 };

describe('an entry by the kind of a target', () => {
  it('is that of the kind', () => {
    expect(byKind(entries, { kind: 'edge' })).toBe(4);
  });

  it('is never that of another kind: an unknown one is refused', () => {
    expect(() => byKind(entries, { kind: 'load-balancer' })).toThrow(/no kind of target load-balancer/);
    expect(() => byKind(entries, { kind: 'toString' })).toThrow(/no kind of target toString/);
  });
});
