import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitUnit } from '../../../src/domain/target/split-unit.ts';
import { splitConflictFindings } from '../../../src/rollout/preflight/split-conflicts.ts';

const target = (name: string, splits: SplitUnit) => ({ name, splits });
const plan = (...weights: readonly number[]) => weights.map((weight) => ({ kind: 'shift', weight }) as const);
const codes = (...splits: readonly SplitUnit[]) =>
  splitConflictFindings(
    splits.map((one, i) => target(`t${i}`, one)),
    plan(5, 100),
  ).map(({ code }) => code);

describe('the splitters of a service', () => {
  it.each<[SplitUnit, SplitUnit]>([
    ['requests', 'requests'],
    ['resolvers', 'requests'],
    ['users', 'users'],
    ['users', 'requests'],
  ])('multiply where %s and %s are split, each for itself', (one, other) => {
    expect(codes(one, other)).toEqual(['splits-multiply']);
  });

  it.each<[SplitUnit, SplitUnit]>([
    ['users', 'arm'],
    ['arm', 'requests'],
  ])('are one where %s decides and %s heeds, or the other way round', (one, other) => {
    expect(codes(one, other)).toEqual([]);
  });

  it('are one where there is one target', () => {
    expect(codes('requests')).toEqual([]);
  });

  it('are none where every target heeds an arm that nobody decides', () => {
    expect(codes('arm', 'arm')).toEqual(['arm-undecided']);
  });

  it('are said with the figures of the first share of the plan', () => {
    const [finding] = splitConflictFindings([target('dns', 'resolvers'), target('api', 'requests')], plan(0, 10, 100));
    expect(finding).toMatchObject({ severity: 'warns', about: null, remedy: expect.stringContaining('by: arm') });
    expect(finding?.message).toBe(
      'Users can meet both versions at once: dns and api each choose one for themselves. At 10%, about 18% of the requests that pass both meet a mix, and 1% meet the new version only.',
    );
  });

  it('take 5% as an example where the plan goes to everybody at once', () => {
    const [finding] = splitConflictFindings([target('a', 'users'), target('b', 'users')], plan(100));
    expect(finding?.message).toContain('At 5%, about 9.5% of the requests that pass both meet a mix, and 0.25% meet');
  });

  it('only warn, whatever they are', () => {
    const any = fc.array(fc.constantFrom<SplitUnit>('requests', 'resolvers', 'users', 'arm'), { maxLength: 6 });
    fc.assert(
      fc.property(any, fc.double({ min: 0.01, max: 100, noNaN: true }), (splits, weight) => {
        const findings = splitConflictFindings(
          splits.map((one, i) => target(`t${i}`, one)),
          plan(weight, 100),
        );
        expect(findings.length).toBeLessThanOrEqual(1);
        expect(findings.every(({ severity, message }) => severity === 'warns' && !/NaN|undefined/.test(message))).toBe(
          true,
        );
      }),
    );
  });
});
