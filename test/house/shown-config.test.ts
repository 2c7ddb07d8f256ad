import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { shownBlocks } from './shown-blocks.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The files of other tools, which test/house/deployment-guides.test.ts and test/stack/pipeline.test.ts read. */
const isOfOtherTool = (text: string): boolean => /^(AWSTemplateFormatVersion|service|jobs|stages):/.test(text);

const blocks = shownBlocks('yaml', 'yml').filter(({ text }) => !isOfOtherTool(text));
const SIDES = { a: 'env-a', b: 'env-b' };

/** What a service has besides what a document shows of it. */
function whole(shown: Fields): Fields {
  const sides = shown.environments === undefined ? {} : { sides: SIDES };
  return {
    channel: '#deploys',
    targets: [{ kind: 'lambda-alias', function: 'shop-api', alias: 'live', ...sides }],
    alarms: ['shop-5xx'],
    plan: [{ shift: 10 }, { bake: '5m' }, { shift: 100 }, { bake: '5m' }],
    ...shown,
  };
}

/** A fragment of a serin.yml as a file: steps of a plan, keys of a service, or services. */
function completed(shown: unknown): { readonly services: Fields } {
  if (Array.isArray(shown)) return { services: { shop: whole({ plan: [{ shift: 100 }, ...shown] }) } };
  const fields = shown as Fields;
  if (fields.services === undefined) return { services: { shop: whole(fields) } };
  const services = Object.entries(fields.services as Record<string, Fields>);
  return { ...fields, services: Object.fromEntries(services.map(([name, service]) => [name, whole(service)])) };
}

const problemsOf = (text: string): readonly string[] => {
  const read = parseConfig(stringify(completed(parse(text))));
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('the configuration that documents show', () => {
  it('is there', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(9);
  });

  it.each(blocks.map(({ where, text }) => [where, text] as const))('is taken by serin lint: %s', (_where, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['a key that no service has', 'alarm: [a]'],
    ['a step that is none', '- wait: 5m'],
    ['a target without its alias', 'targets: [{ kind: lambda-alias, function: shop-api }]'],
    ['a service with such a thing', 'services: { shop: { pipeline: [] } }'],
  ])('would not be taken with %s', (_what, text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });
});
