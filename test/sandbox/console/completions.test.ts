import { expect, it } from 'vitest';
import { usage } from '../../../src/command/usage.ts';
import { completionsFor } from '../../../src/sandbox/console/slack/completions.ts';

const alias = { target: 'lambda-alias', name: 'checkout-api:live', weight: 0, arms: null };
const known = {
  commands: usage,
  services: [
    { name: 'checkout', versions: ['v53', 'v54', 'v55'], targets: [alias], rollout: null },
    { name: 'calls', versions: ['v53'], targets: [{ ...alias, target: 'route53' }], rollout: null },
  ],
};

it.each([
  ['', []],
  ['hello', []],
  ['/can', ['/canary ']],
  ['/canary ro', ['/canary rollback ']],
  ['/canary st', ['/canary start ', '/canary status ']],
  ['/canary list ', []],
  ['/canary help li', ['/canary help list']],
  ['/canary approve c', ['/canary approve checkout', '/canary approve calls']],
  ['/canary start ch', ['/canary start checkout ']],
  [
    '/canary start checkout ',
    ['/canary start checkout v53', '/canary start checkout v54', '/canary start checkout v55'],
  ],
  ['/canary start checkout v54', []],
  ['/canary start checkout v54 ', []],
  ['/canary start nothing ', []],
])('goes on from %j with %j', (typed, texts) => {
  expect(completionsFor(typed, known).map(({ text }) => text)).toEqual(texts);
});

it('says which version the users of an alias have', () => {
  expect(completionsFor('/canary start checkout v', known)[0]?.hint).toBe('the users have it');
  expect(completionsFor('/canary start calls v', known)[0]?.hint).toBe('');
});
