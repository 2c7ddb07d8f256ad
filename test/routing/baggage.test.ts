import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterBaggage, valueIn, withValue } from '../../src/routing/baggage.ts';

describe('reading a baggage', () => {
  it.each([
    ['a plain value', 'k=v', 'v'],
    ['white space around everything', 'a=1 ,\t k \t= v\t; p=1 , b=2', 'v'],
    ['percent-encoded UTF-8', 'k=caf%C3%A9%20%E2%98%95', 'café ☕'],
    ['a plus as itself', 'k=a+b', 'a+b'],
    ['an = in the value', 'k=a=b', 'a=b'],
    ['an empty value', 'k=', ''],
    ['properties behind the value', 'k=v;ttl=3;secret', 'v'],
    ['the last of two', 'k=old,k=new', 'new'],
    ['what stands behind malformed members', 'no-value,=x,"k"=w,k =v,,k2=a b"', 'v'],
  ])('takes %s', (_, baggage, value) => {
    expect(valueIn(baggage, 'k')).toBe(value);
  });

  it.each([
    ['nothing', ''],
    ['another key', 'kk=v'],
    ['a key in another case', 'K=v'],
    ['a value that cannot be decoded', 'k=%zz'],
    ['bytes that are no UTF-8', 'k=%ff'],
    ['a line break, with which one header becomes two', 'k=v\r\nx-admin: 1'],
    ['what is no text', undefined],
  ])('finds no value in %s', (_, baggage) => {
    expect(valueIn(baggage, 'k')).toBeNull();
  });

  it('leaves out what is beyond 180 members or 8192 bytes', () => {
    const members = (count: number) => Array.from({ length: count }, (_, at) => `m${at}=x`).join(',');
    expect(valueIn(`${members(179)},k=v`, 'k')).toBe('v');
    expect(valueIn(`${members(180)},k=v`, 'k')).toBeNull();
    const long = (bytes: number) => `a=${'x'.repeat(bytes - 2)},k=v`;
    expect(valueIn(long(8188), 'k')).toBe('v');
    expect(valueIn(long(8189), 'k')).toBeNull();
  });
});

describe('writing into a baggage', () => {
  it('replaces the value, and keeps its properties and all other members as they were written', () => {
    const before = 'userId=caf%C3%A9;private , k = old ; ttl=3;b,trace=%3D';
    expect(withValue(before, 'k', 'new')).toBe('k=new; ttl=3;b,userId=caf%C3%A9;private,trace=%3D');
  });

  it('escapes what may not stand in a value', () => {
    expect(withValue('', 'k', 'a b,c;d"e\\f%g+hé')).toBe('k=a%20b%2Cc%3Bd%22e%5Cf%25g%2Bh%C3%A9');
  });

  it('leaves out other members at the end where it becomes too long, whole ones', () => {
    const before = `first=1,long=${'x'.repeat(8170)},last=1`;
    expect(withValue(before, 'key', 'value')).toBe('key=value,first=1');
    const many = Array.from({ length: 180 }, (_, at) => `m${at}=x`).join(',');
    expect(withValue(many, 'key', 'value').split(',')).toHaveLength(180);
  });

  it('drops what a header could not carry', () => {
    expect(withValue('a=1\r\nx-admin: 1,b=2', 'k', 'v')).toBe('k=v,b=2');
  });
});

describe('any baggage', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.tuple(fc.string(), fc.string()).map(([key, value]) => `${key}=${value}`)).map((all) => all.join(',')),
  );

  it('can be written into, and what was written is read back', () => {
    fc.assert(
      fc.property(text, fc.string({ unit: 'grapheme', maxLength: 200 }), (baggage, value) => {
        expect(valueIn(withValue(baggage, 'serin.x', value), 'serin.x')).toBe(value);
      }),
    );
  });

  it('comes out within the limits, in characters that a header may have, and the same when it is read again', () => {
    fc.assert(
      fc.property(text, (baggage) => {
        const once = filterBaggage(baggage, () => true);
        expect(once.length).toBeLessThanOrEqual(8192);
        expect(once).toMatch(/^[\t\x20-\x7e]*$/);
        expect(filterBaggage(once, () => true)).toBe(once);
      }),
    );
  });
});
