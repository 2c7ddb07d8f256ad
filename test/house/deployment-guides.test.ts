import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parse, type ScalarTag } from 'yaml';
import { parseHcl } from './hcl.ts';
import { shownBlocks } from './shown-blocks.ts';

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Resources = Readonly<Record<string, Resource>>;

const TAGS: readonly ScalarTag[] = [
  { tag: '!Ref', resolve: (name) => ({ Ref: name }) },
  { tag: '!GetAtt', resolve: (path) => ({ 'Fn::GetAtt': path.split('.') }) },
];

/** The complete example of a guide: its first block in a language. */
function exampleOf(guide: string, language: string): string {
  const found = shownBlocks(language).find(({ where }) => where.startsWith(`docs/guides/${guide}.md:`));
  if (found === undefined) throw new Error(`docs/guides/${guide}.md has no block in ${language}.`);
  return found.text;
}

const templateOf = (guide: string) => parse(exampleOf(guide, 'yaml'), { customTags: [...TAGS] });

const aliasOf = (resources: Resources) => Object.values(resources).find(({ Type }) => Type === 'AWS::Lambda::Alias');

/** Everything that a template refers to by its own names. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'Ref' && typeof part === 'string') return [part];
    if (key === 'Fn::GetAtt' && Array.isArray(part)) return [String(part[0])];
    return referencesIn(part);
  });
}

describe('the example of the guide for', () => {
  it('Terraform leaves to Serin what the alias points to, and the weights of both records', () => {
    const blocks = parseHcl(exampleOf('terraform', 'hcl'));
    const resources = blocks.filter(({ type }) => type === 'resource');
    const ignored = resources.flatMap(({ labels: [kind, name], blocks: inner }) => {
      const lifecycle = inner.find(({ type }) => type === 'lifecycle');
      return lifecycle === undefined ? [] : [[kind, name, lifecycle.attributes.ignore_changes]];
    });
    expect(ignored).toEqual([
      ['aws_lambda_alias', 'live', ['function_version', 'routing_config']],
      ['aws_route53_record', 'primary', ['weighted_routing_policy']],
      ['aws_route53_record', 'canary', ['weighted_routing_policy']],
    ]);
    const [lambda] = resources;
    expect(lambda?.attributes).toMatchObject({ publish: 'true', description: 'var.label' });
    expect(blocks.filter(({ type }) => type === 'variable').map(({ labels }) => labels)).toEqual([['label'], ['role']]);
  });

  it('load balancers leaves to Serin the action of the rule, in Terraform too', () => {
    const blocks = parseHcl(readFileSync('examples/load-balancer/orders.tf', 'utf8'));
    const resources = blocks.filter(({ type }) => type === 'resource');
    const of = (kind: string) => resources.find(({ labels }) => labels[0] === kind);
    const rule = of('aws_lb_listener_rule');
    expect(rule?.blocks.find(({ type }) => type === 'lifecycle')?.attributes).toEqual({ ignore_changes: ['action'] });
    const forward = rule?.blocks.find(({ type }) => type === 'action')?.blocks[0];
    expect(forward?.blocks.map(({ type, attributes }) => [type, attributes.arn, attributes.weight])).toEqual([
      ['target_group', 'aws_lb_target_group.orders["blue"].arn', '100'],
      ['target_group', 'aws_lb_target_group.orders["green"].arn', '0'],
    ]);
    expect(of('aws_lb_target_group')?.attributes.tags).toEqual({ 'serin:version': 'each.value' });
    expect(of('aws_ecs_service')?.attributes.depends_on).toEqual(['aws_lb_listener_rule.orders']);
    const known = resources.map(({ labels }) => labels.join('.'));
    const named = JSON.stringify(blocks).matchAll(/aws_\w+\.orders/g);
    expect([...named].map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('ECS pauses before and behind its shifts, and leaves the action of the rule to ECS, in Terraform too', () => {
    const blocks = parseHcl(readFileSync('examples/ecs/invoices.tf', 'utf8'));
    const resources = blocks.filter(({ type }) => type === 'resource');
    const inside = (kind: string, ...path: readonly string[]) =>
      path.reduce(
        (block, name) => block?.blocks.find(({ type }) => type === name),
        resources.find(({ labels }) => labels[0] === kind),
      )?.attributes;
    expect(inside('aws_lb_listener_rule', 'lifecycle')).toEqual({ ignore_changes: ['action'] });
    expect(inside('aws_ecs_service', 'deployment_configuration')).toEqual({
      strategy: 'CANARY',
      bake_time_in_minutes: '0',
    });
    const canary = inside('aws_ecs_service', 'deployment_configuration', 'canary_configuration');
    expect(canary).toEqual({ canary_percent: '10', canary_bake_time_in_minutes: '0' });
    const hook = inside('aws_ecs_service', 'deployment_configuration', 'lifecycle_hook');
    expect(hook).toEqual({
      target_type: 'PAUSE',
      lifecycle_stages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
    });
    const known = resources.map(({ labels }) => labels.join('.'));
    const named = JSON.stringify(blocks).matchAll(/aws_\w+\.invoices/g);
    expect([...named].map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(['cloudformation', 'sam'])('%s keeps the alias on a version that never changes', (guide) => {
    const template = templateOf(guide);
    const resources: Resources = template.Resources;
    const alias = aliasOf(resources);
    expect(alias?.Properties).toEqual({
      FunctionName: { Ref: 'Api' },
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': ['FirstVersion', 'Version'] },
    });
    expect(resources.FirstVersion).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { FunctionName: { Ref: 'Api' } },
    });
    const known = [...Object.keys(resources), ...Object.keys(template.Parameters)];
    expect(referencesIn(template).filter((name) => !known.includes(name))).toEqual([]);
    expect(JSON.stringify(template)).not.toMatch(/AutoPublishAlias|DeploymentPreference|RoutingConfig|CodeDeploy/);
  });

  it('the Serverless Framework publishes by itself, and adds an alias with a fixed version', () => {
    const file = templateOf('serverless');
    expect(file.provider.versionFunctions).toBe(true);
    const resources: Resources = file.resources.Resources;
    expect(aliasOf(resources)?.Properties).toMatchObject({ Name: 'live', FunctionVersion: '1' });
    const known = [...Object.keys(resources), 'ApiLambdaFunction'];
    expect(referencesIn(resources).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('the CDK is TypeScript, and does not use the current version', () => {
    const example = exampleOf('cdk', 'ts');
    expect(transformSync(example, { loader: 'ts' }).code).toContain('new Alias(this, "Live"');
    expect(example.replaceAll(/\/\/.*$/gm, '')).not.toContain('currentVersion');
  });

  it('Terraform is read by a parser that refuses what is no HCL', () => {
    for (const wrong of ['resource "a" {', 'a = [1', 'a = }', 'resource "a" "b" }', '"x" = 1', 'a = ~'])
      expect(() => parseHcl(wrong)).toThrow(SyntaxError);
  });
});
