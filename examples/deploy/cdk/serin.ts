// Serin from a release, as a construct of the AWS CDK: the released template, with its zips as assets, so that no bucket is needed.
//
//   new Serin(stack, 'Serin', { release: 'serin-0.1.0', functions: ['checkout-*'] });
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';

/** The functions of Serin: the first part of the names of their zips, and their ids in the template. */
const FUNCTIONS = {
  slack: 'SlackLambdaFunction',
  discovery: 'DiscoveryLambdaFunction',
  signals: 'SignalsLambdaFunction',
  worker: 'WorkerLambdaFunction',
  alarm: 'AlarmLambdaFunction',
  timer: 'TimerLambdaFunction',
};

export interface SerinProps {
  /** The folder of the release: template.json and the zips. */
  readonly release: string;
  /** The name of the installation. Default: serin */
  readonly name?: string;
  /** Lambda functions whose aliases Serin may move, up to three: names or patterns with *. Default: all */
  readonly functions?: readonly string[];
  /** Other parameters of template.json: Zones, Stores, Hooks, LoadBalancers (lists), Concurrency, KmsKeyArn… */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
}

export class Serin extends Construct {
  /** For `serin manifest --url`. */
  readonly slackUrl: string;

  constructor(
    scope: Construct,
    id: string,
    { release, name = 'serin', functions = ['*'], parameters = {} }: SerinProps,
  ) {
    super(scope, id);
    const template = new CfnInclude(this, 'Template', {
      templateFile: join(release, 'template.json'),
      // The ids of the resources stay those of the template.
      preserveLogicalIds: true,
      parameters: { ...parameters, Name: name, Functions: functions, CodeBucket: 'assets' },
    });
    const zips = readdirSync(release).filter((file) => file.endsWith('.zip'));
    for (const [prefix, resource] of Object.entries(FUNCTIONS)) {
      const zip = zips.find((file) => file.startsWith(`${prefix}-`));
      if (zip === undefined)
        throw new Error(`${release} has no zip of the function ${prefix}. Name the folder of a release.`);
      const asset = new Asset(this, prefix, { path: join(release, zip) });
      const lambda = template.getResource(resource) as CfnFunction;
      lambda.code = { s3Bucket: asset.s3BucketName, s3Key: asset.s3ObjectKey };
    }
    this.slackUrl = template.getOutput('SlackUrl').value;
  }
}
