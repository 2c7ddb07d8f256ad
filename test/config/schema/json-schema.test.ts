import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { jsonSchemaText } from '../../../src/config/schema/json-schema.ts';
import { aFile } from '../a-file.ts';

const schema = JSON.parse(readFileSync('src/config/serin.schema.json', 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

describe('the JSON Schema of serin.yml', () => {
  it('is committed as it is generated', () => {
    expect(readFileSync('src/config/serin.schema.json', 'utf8')).toBe(jsonSchemaText());
  });

  it('is draft 2020-12', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  });

  it('accepts the example, which names the schema for editors', () => {
    const text = readFileSync('examples/serin.yml', 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/src\/config\/serin\.schema\.json$/m);
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it.each<[string, Readonly<Record<string, string | null>>]>([
    ['an unknown key', { colour: 'red' }],
    ['a channel without #', { channel: 'deploys' }],
    ['no alarms', { alarms: '[]' }],
    ['a kind of target that there is not', { targets: '[{ kind: appconfig }]' }],
    ['a share above 100', { plan: '[{ shift: 101 }]' }],
    ['two steps in one entry', { plan: '[{ shift: 5, bake: 5m }]' }],
    ['a duration without a unit', { plan: '[{ bake: "10" }]' }],
  ])('refuses %s', (_what, changes) => {
    expect(validate(parse(aFile(changes)))).toBe(false);
  });

  it('accepts a record in capitals, as lint does', () => {
    const targets = '[{ kind: route53, zone: Z012, record: App.Example.COM, type: A, identifiers: [a, b] }]';
    expect(validate(parse(aFile({ targets })))).toBe(true);
    expect(parseConfig(aFile({ targets })).ok).toBe(true);
  });

  it('refuses a service whose name is not one', () => {
    expect(validate(parse(aFile().replace('checkout', 'Checkout')))).toBe(false);
  });

  it('describes every field, for whoever writes in an editor', () => {
    expect(undescribed(schema, '')).toEqual([]);
  });
});

/** The fields of a schema, by path, that have no description. */
function undescribed(node: unknown, path: string): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'examples') return [];
    const missing =
      key === 'properties'
        ? Object.entries(value as Record<string, { description?: string }>).flatMap(([name, field]) =>
            field.description === undefined ? [`${path}.${name}`] : [],
          )
        : [];
    return [...missing, ...undescribed(value, `${path}.${key}`)];
  });
}
