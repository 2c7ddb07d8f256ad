import { expect, it } from 'vitest';
import { isForeign } from '../../../src/sandbox/live/same-site.ts';

it.each([
  ['127.0.0.1:3000', false],
  ['localhost:3000', false],
  ['[::1]:3000', false],
  ['rebound.example:3000', true],
  ['127.0.0.1.rebound.example', true],
  ['localhost.rebound.example:3000', true],
  ['', true],
])('takes the name %j for foreign: %s', (host, foreign) => {
  expect(isForeign({ headers: { host } })).toBe(foreign);
});
