import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { aFile } from './a-file.ts';

const fn = (name: string) => `{ kind: lambda-alias, function: checkout-${name}, alias: live }`;
const TWO = `[${fn('api')}, ${fn('events')}]`;

function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('unchanged: keep', () => {
  it('is stored and read as it is, and refuse takes no room', () => {
    const stored = (unchanged: string) => {
      const parsed = parseConfig(aFile({ targets: TWO, unchanged }));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return storedText(parsed.services[0]!);
    };
    expect(parseService(JSON.parse(stored('keep'))).unchanged).toBe('keep');
    expect(stored('refuse')).not.toContain('unchanged');
  });

  const metrics = (value: string) =>
    `{ metrics: { requests: { namespace: N, name: R, dimensions: { V: "${value}" } }, errors: [{ namespace: N, name: E, dimensions: { V: "${value}" } }] } }`;
  const drain = (value: string) =>
    `[{ shift: 100 }, { drain: { metric: { namespace: N, name: S, dimensions: { V: "${value}" } }, atOrUnder: 0, atMost: 1h } }]`;

  it.each<[string, Record<string, string>]>([
    ['with metrics by arm', { analysis: metrics('{arm}') }],
    ['with a drain that names no version', { plan: drain('old') }],
  ])('is allowed %s', (_, changes) => {
    expect(problems(aFile({ targets: TWO, unchanged: 'keep', ...changes }))).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['for a single function', { targets: `[${fn('api')}]` }, /^services\.checkout\.unchanged: .*several functions/],
    ['in a service with environments', { environments: '{ stable: a, a: {}, b: {} }' }, /without environments/],
    ['with metrics by version', { analysis: metrics('{version}') }, /names the version of the first target/],
    ['with a drain by version', { plan: drain('{stable}') }, /names the version of the first target/],
  ])('is refused %s', (_, changes, message) => {
    expect(problems(aFile({ targets: TWO, unchanged: 'keep', ...changes }))).toContainEqual(
      expect.stringMatching(message),
    );
  });
});
