import { describe, expect, it } from 'vitest';
import { perKind } from '../../src/compose/per-kind.ts';

describe('one adapter per kind', () => {
  it('is made when its kind is first asked for, and then kept', () => {
    const made: string[] = [];
    const adapter = perKind((kind) => {
      made.push(kind);
      return { kind };
    });
    expect(adapter('edge')).toBe(adapter('edge'));
    expect(adapter('route53')).not.toBe(adapter('edge'));
    expect(made).toEqual(['edge', 'route53']);
  });

  it('is asked for again after an unknown kind threw', () => {
    const adapter = perKind((kind): string => {
      throw new Error(`no ${kind}`);
    });
    expect(() => adapter('x')).toThrow('no x');
    expect(() => adapter('x')).toThrow('no x');
  });
});
