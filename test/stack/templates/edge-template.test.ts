import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { buildFunctions } from '../../../src/edge/build-functions.ts';
import { fillTemplate } from '../../../src/edge/in-template.ts';
import { edgeSettings } from '../../../src/edge/settings-schema.ts';
import { impossible } from '../references.ts';
import { complaints } from '../specification.ts';
import { type ExampleTemplate, parseTemplate } from './parse-template.ts';
import { ofType } from './template.ts';

const settings = JSON.parse(readFileSync('examples/edge/edge.json', 'utf8'));

let template: ExampleTemplate;
beforeAll(async () => {
  const text = readFileSync('examples/edge/cloudfront.yml', 'utf8');
  template = parseTemplate(fillTemplate(text, await buildFunctions(edgeSettings(settings))));
});

describe('the template of a distribution with the edge functions', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('refers to what there is, in an order that can be made', () => {
    const parameters = Object.keys(template.Parameters).map((name) => [name, { Type: 'Parameter', Properties: {} }]);
    expect(impossible({ Resources: { ...template.Resources, ...Object.fromEntries(parameters) } })).toEqual([]);
  });

  it('has the code of both functions, which CloudFront takes, with the store', () => {
    const functions = Object.values(ofType(template, 'AWS::CloudFront::Function'));
    expect(functions).toHaveLength(2);
    for (const { Properties } of functions) {
      expect(Properties.FunctionCode).toMatch(/^import cf from 'cloudfront';\n[\s\S]*async function handler\(event\)/);
      expect(Buffer.byteLength(Properties.FunctionCode)).toBeLessThan(10_240);
      expect(Properties.FunctionConfig).toMatchObject({
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': ['Store', 'Arn'] } }],
      });
    }
  });

  it('runs both functions in every behaviour, and has the side in the key of everything that is cached', () => {
    const { DistributionConfig: config } = template.Resources.Distribution!.Properties;
    for (const behaviour of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      expect(behaviour.FunctionAssociations.map(({ EventType }: { EventType: string }) => EventType)).toEqual([
        'viewer-request',
        'viewer-response',
      ]);
    }
    const policies = [config.DefaultCacheBehavior, ...config.CacheBehaviors].map(
      ({ CachePolicyId }) => CachePolicyId.Ref,
    );
    expect(policies).toEqual(['BySide', 'HardlyCached']);
    for (const policy of policies) {
      const { ParametersInCacheKeyAndForwardedToOrigin: key } =
        template.Resources[policy]!.Properties.CachePolicyConfig;
      expect(key.HeadersConfig.Headers).toContain('x-serin-side');
    }
  });

  it('has no anchors, which CloudFormation does not read', () => {
    expect(readFileSync('examples/edge/cloudfront.yml', 'utf8')).not.toMatch(/: [&*]\w/);
  });

  it('fits the service beside it: the same key, and cohorts that the functions know', () => {
    const parsed = parseConfig(readFileSync('examples/edge/serin.yml', 'utf8'));
    const target = parsed.ok ? parsed.services[0]?.targets[0] : undefined;
    expect(target?.key).toBe(settings.name);
    expect(target?.cohorts).toEqual(Object.keys(settings.cohorts));
  });
});
