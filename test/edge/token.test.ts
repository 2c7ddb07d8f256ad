import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isSame, readToken } from '../../src/routing/token.ts';
import { anEdge, SECRET } from './an-edge.ts';

function signed(...words: readonly string[]): string {
  const env = { ...process.env, SECRET };
  return execFileSync(process.execPath, ['examples/edge/token.mjs', ...words], {
    encoding: 'utf8',
    env,
    stdio: 'pipe',
  });
}

describe('the example that signs tokens', () => {
  it.each([
    ['cohort', 'staff'],
    ['override', 'canary'],
  ])('makes a cookie for %s %s that the functions take', async (use, value) => {
    const edge = await anEdge();
    edge.now = Date.now();
    edge.split({ cohorts: ['staff'] });
    const [name = '', token = ''] = signed(use, 'web', value, '60').trim().split('=');
    expect((await edge.ask({ cookies: { [name]: token } })).side).toBe('b');
    const [, other = ''] = signed(use, 'shop', value, '60').trim().split('=');
    expect((await edge.ask({ cookies: { [name]: other } })).side).toBe('a');
  });

  it('says how it is used', () => {
    expect(() => signed('cohort', 'web')).toThrow(/SECRET=/);
    expect(() => signed('cohorts', 'web', 'staff', '60')).toThrow(/SECRET=/);
  });
});

describe('a token', () => {
  const now = 1_000_000;

  it('is a value, a time and a signature, while it holds', () => {
    expect(readToken('staff.1001.abc', now)).toEqual({ value: 'staff', expires: 1001, signature: 'abc' });
  });

  it.each([
    null,
    '',
    'staff',
    'staff.1001',
    'staff.1001.',
    '.1001.abc',
    'staff.soon.abc',
    'staff.1000.abc',
    'staff.1001.abc.d',
  ])('is not %j', (text) => {
    expect(readToken(text, now)).toBeNull();
  });

  it('has a signature that is compared to its end', () => {
    expect([isSame('abc', 'abc'), isSame('', '')]).toEqual([true, true]);
    expect([isSame('abc', 'abd'), isSame('abc', 'ab'), isSame('ab', 'abc'), isSame('abc', 'xbc')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
