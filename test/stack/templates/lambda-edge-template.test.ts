import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillTemplate } from '../../../src/edge/in-template.ts';
import { buildLambdaFunctions, type LambdaEdgeFunction } from '../../../src/edge/lambda/build.ts';
import { edgeSettings } from '../../../src/edge/settings-schema.ts';
import { impossible } from '../references.ts';
import { complaints } from '../specification.ts';
import { type ExampleTemplate, parseTemplate } from './parse-template.ts';
import { named, ofType, statementsOf } from './template.ts';

const read = (name: string) => readFileSync(`examples/edge/${name}`, 'utf8');
const settings = JSON.parse(read('lambda-edge.json'));

let built: readonly LambdaEdgeFunction[];
let template: ExampleTemplate;
beforeAll(async () => {
  built = await buildLambdaFunctions(edgeSettings(settings));
  template = parseTemplate(fillTemplate(read('lambda-edge.yml'), built));
});

const codeOf = (name: string) => built.find((one) => one.name === name)?.code;

interface Association {
  readonly EventType: string;
  readonly LambdaFunctionARN: unknown;
}

describe('the template of a distribution with Lambda@Edge', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('refers to what there is, in an order that can be made', () => {
    const parameters = Object.keys(template.Parameters).map((name) => [name, { Type: 'Parameter', Properties: {} }]);
    expect(impossible({ Resources: { ...template.Resources, ...Object.fromEntries(parameters) } })).toEqual([]);
  });

  it('has the code of each function as it was built, within the limits of viewer events', () => {
    const functions = Object.values(ofType(template, 'AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties.Code.ZipFile)).toEqual(
      ['viewer-request', 'origin-request', 'viewer-response'].map((event) => codeOf(`lambda-${event}`)),
    );
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        MemorySize: 128,
        Timeout: 5,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
      });
      expect(Properties).not.toHaveProperty('Environment');
    }
    expect(template.Resources.TellSplit?.Properties.FunctionCode).toBe(codeOf('tell-split'));
  });

  it('publishes a version when the code of a function changes, and keeps those that CloudFront may still use', () => {
    for (const { Properties, DeletionPolicy, ...kept } of Object.values(ofType(template, 'AWS::Lambda::Version'))) {
      const code = template.Resources[named(Properties.FunctionName)]?.Properties.Code.ZipFile;
      expect(Properties.Description).toBe(createHash('sha256').update(code).digest('hex'));
      expect({ DeletionPolicy, ...kept }).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('runs the version of the right function at each event, in every behaviour but the one that tells the split', () => {
    const { DistributionConfig: config } = template.Resources.Distribution!.Properties;
    const [telling, ...others] = config.CacheBehaviors;
    for (const { LambdaFunctionAssociations: associations } of [config.DefaultCacheBehavior, ...others])
      expect(
        associations.map(({ EventType, LambdaFunctionARN }: Association) => [
          EventType,
          named(template.Resources[named(LambdaFunctionARN)]?.Properties.FunctionName),
        ]),
      ).toEqual([
        ['viewer-request', 'ViewerRequest'],
        ['origin-request', 'OriginRequest'],
        ['viewer-response', 'ViewerResponse'],
      ]);
    expect(telling.PathPattern).toBe(`/.serin/${settings.name}`);
    expect(telling).not.toHaveProperty('LambdaFunctionAssociations');
    expect(telling.FunctionAssociations).toHaveLength(1);
    expect(named(telling.FunctionAssociations[0].FunctionARN)).toBe('TellSplit');
  });

  it('has the side in the key of everything that is cached', () => {
    const policies = Object.values(ofType(template, 'AWS::CloudFront::CachePolicy'));
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies)
      expect(Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers).toContain(
        'x-serin-side',
      );
  });

  it('lets the functions write logs, and nothing else', () => {
    const role = template.Resources.EdgeRole!;
    expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service).toEqual([
      'lambda.amazonaws.com',
      'edgelambda.amazonaws.com',
    ]);
    expect(statementsOf(role).flatMap(({ Action }) => Action)).toEqual([
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });

  it('has no anchors, which CloudFormation does not read', () => {
    expect(read('lambda-edge.yml')).not.toMatch(/: [&*]\w/);
  });

  it('has the settings of the other template, but for the cohort of a country', () => {
    const { cohorts, ...others } = JSON.parse(read('edge.json'));
    const { switzerland, ...known } = cohorts;
    expect(switzerland.by).toBe('country');
    expect(settings).toEqual({ ...others, cohorts: known });
  });
});
