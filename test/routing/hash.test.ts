import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../src/routing/hash.ts';

/** The algorithm again, over real bytes and with `Math.imul`, to compare with. */
function reference(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mix = (word: number) => {
    const once = Math.imul(word, 0xcc9e2d51);
    return Math.imul((once << 15) | (once >>> 17), 0x1b873593);
  };
  let hash = seed;
  const blocks = Math.floor(bytes.length / 4);
  for (let block = 0; block < blocks; block += 1) {
    hash ^= mix(view.getInt32(block * 4, true));
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  const tail = [...bytes.subarray(blocks * 4)].reduce((word, byte, at) => word | (byte << (8 * at)), 0);
  if (bytes.length % 4 > 0) hash ^= mix(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

describe('the hash', () => {
  // Known answers of MurmurHash3_x86_32, as its other implementations publish them.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ])('of %j with seed %i is %i', (text, seed, expected) => {
    expect(murmur3(text, seed)).toBe(expected);
  });

  it('reads a text as TextEncoder does, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, seed) => {
        expect(murmur3(text, seed)).toBe(reference(new TextEncoder().encode(text), seed));
      }),
    );
    for (const text of ['\ud800', 'a\udc00b', '\ud83d', '\ud83d\ud83d\ude00'])
      expect(murmur3(text, 7)).toBe(reference(new TextEncoder().encode(text), 7));
  });

  it('changes about half of its bits when one bit of the text changes', () => {
    let changed = 0;
    const pairs = 2_000;
    for (let n = 0; n < pairs; n += 1) {
      let bits = murmur3(`user-${n}`, 1) ^ murmur3(`user-${n ^ 1}`, 1);
      for (; bits !== 0; bits &= bits - 1) changed += 1;
    }
    expect(changed / pairs).toBeGreaterThan(15.5);
    expect(changed / pairs).toBeLessThan(16.5);
  });
});
