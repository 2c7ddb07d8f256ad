import { expect, it } from 'vitest';
import { nothingChanged } from '../../src/engine/preflight/nothing-changed.ts';

const inspected = (kind: string, name: string, unchanged: boolean) => ({
  ...{ state: { name: `${kind} ${name}`, config: { kind } }, unchanged },
});

it('a start is refused where every function keeps its version, whatever else the service has', () => {
  const all = [
    inspected('route53', 'app', false),
    inspected('lambda-alias', 'api', true),
    inspected('lambda-alias', 'events', true),
  ];
  expect(nothingChanged(all, 'v99')).toMatchObject([
    {
      ...{ severity: 'blocks', code: 'nothing-changed' },
      message: 'No function has a version v99: lambda-alias api, lambda-alias events.',
    },
  ]);
});

it('a start goes ahead where one function changes, or none is asked about', () => {
  const events = inspected('lambda-alias', 'events', true);
  expect(nothingChanged([inspected('lambda-alias', 'api', false), events], 'v99')).toEqual([]);
  expect(nothingChanged([inspected('route53', 'app', false)], 'v99')).toEqual([]);
});
