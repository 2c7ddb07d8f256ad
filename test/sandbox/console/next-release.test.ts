import { expect, it } from 'vitest';
import { isNextThere } from '../../../src/sandbox/console/world/next-release.ts';

const center = { active: 'b', fallback: 'a', deployments: 'open' } as const;
const layers = (frontend: string, api: string) => [
  { name: 'front end', versions: { a: 'v54', b: frontend } },
  { name: 'API stage', versions: { a: 'v54', b: api } },
];

it.each([
  ['v54', 'v54', true],
  ['v54', 'v53', false],
  ['v53', 'v53', false],
])('looks for the next release in every layer of the active side: %s and %s', (frontend, api, isThere) => {
  expect(isNextThere({ center, layers: layers(frontend, api), next: 'v54' })).toBe(isThere);
});

it('does not know while the control center cannot be read', () => {
  expect(isNextThere({ center: null, layers: layers('v54', 'v54'), next: 'v54' })).toBeNull();
});
