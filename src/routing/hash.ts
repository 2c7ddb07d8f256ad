/** The low 32 bits of a product, in halves: not every runtime that this code is for has `Math.imul`. */
function multiply32(a: number, b: number): number {
  return ((a & 0xffff) * b + ((((a >>> 16) * b) & 0xffff) << 16)) | 0;
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** The code points of a text; a lone surrogate is U+FFFD, as TextEncoder has it. */
function toCodePoints(text: string): readonly number[] {
  const points: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const low = text.charCodeAt(at + 1);
    if (code < 0xd800 || code > 0xdfff) points.push(code);
    else if (code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
      points.push(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
      at += 1;
    } else points.push(0xfffd);
  }
  return points;
}

/** The UTF-8 bytes of a text (RFC 3629): written out, since not every runtime that this code is for has TextEncoder. */
function toUtf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  toCodePoints(text).forEach((point) => {
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  });
  return bytes;
}

function scramble(word: number): number {
  return multiply32(rotateLeft(multiply32(word, 0xcc9e2d51), 15), 0x1b873593);
}

/**
 * MurmurHash3_x86_32 of the UTF-8 bytes of a text (Austin Appleby, public domain; `MurmurHash3.cpp` of SMHasher). Not for
 * secrets: it spreads evenly, and who knows the seed can find texts for a value.
 * @param seed 32 bits.
 * @returns an integer from 0 to 2^32 - 1.
 */
export function murmur3(text: string, seed: number): number {
  const bytes = toUtf8Bytes(text);
  const byteAt = (at: number): number => bytes[at] ?? 0;
  let hash = seed | 0;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const word = byteAt(at) | (byteAt(at + 1) << 8) | (byteAt(at + 2) << 16) | (byteAt(at + 3) << 24);
    hash = (multiply32(rotateLeft(hash ^ scramble(word), 13), 5) + 0xe6546b64) | 0;
  }
  if (whole < bytes.length) hash ^= scramble(byteAt(whole) | (byteAt(whole + 1) << 8) | (byteAt(whole + 2) << 16));
  hash ^= bytes.length;
  hash = multiply32(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = multiply32(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
