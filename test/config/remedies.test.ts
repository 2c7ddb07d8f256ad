import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Path } from '../../src/config/read/complaint.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';

const example: unknown = parse(readFileSync('examples/serin.yml', 'utf8'));

/** Every path of a value, from the root down. */
function paths(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const entries: readonly [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [[], ...entries.flatMap(([key, part]) => paths(part).map((path) => [key, ...path]))];
}

/** What is done to one place of the file. */
type Damage =
  | { readonly kind: 'replace' | 'add'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove' };

function damaged(value: unknown, path: Path, damage: Damage): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (damage.kind === 'replace') return damage.value;
    if (damage.kind === 'add' && typeof value === 'object' && value !== null) {
      return Array.isArray(value) ? [...value, damage.value] : { ...value, [damage.key]: damage.value };
    }
    return undefined;
  }
  // An earlier damage may have taken away what the path goes through.
  if (typeof value !== 'object' || value === null || !(key in value)) return value;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const part = damaged(copy[key], rest, damage);
  if (part !== undefined) copy[key] = part;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

const value = fc.oneof(
  fc.constantFrom(null, '', 0, -1, 1.5, 101, true, [], {}, [1, 2], ['', 'q'], '10', '31d', 'edge', 'staff', {
    kind: 'route53',
  }),
  fc.constantFrom({ shift: 5, bake: '5m' }, { hook: 'f' }, { approve: { from: [], within: '1s' } }, 'x'.repeat(300)),
  fc.jsonValue({ maxDepth: 2 }),
);
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('replace' as const, 'add' as const),
    key: fc.oneof(fc.constantFrom('kind', 'plan', 'shift', 'samples', 'zone', 'channle'), fc.string()),
    value,
  }),
  fc.constant({ kind: 'remove' as const }),
);

describe('a damaged file', () => {
  it('has no problem without a message and a remedy', () => {
    const somewhere = fc.record({ path: fc.constantFrom(...paths(example)), damage });
    fc.assert(
      fc.property(fc.array(somewhere, { minLength: 1, maxLength: 3 }), (damages) => {
        const file = damages.reduce((before, { path, damage }) => damaged(before, path, damage), example);
        const parsed = parseConfig(stringify(file) ?? '');
        const problems = parsed.ok ? [] : parsed.problems;
        expect(problems.filter(({ message, remedy }) => message.trim() === '' || remedy.trim() === '')).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});
