import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createSurvey } from '../../adapters/aws/survey.ts';
import type { LoadElb } from '../../adapters/targets/alb/api.ts';
import { surveyForwards } from '../../adapters/targets/alb/survey.ts';
import type { Survey } from '../../ports/survey.ts';
import { elbClients } from '../elb.ts';

/** Creates the survey of `serin init` on these clients. */
export function surveyWith({
  elb,
  ...clients
}: Parameters<typeof createSurvey>[0] & { readonly elb: LoadElb }): Survey {
  return { ...createSurvey(clients), forwards: (seen) => surveyForwards(elb, seen) };
}

/** Creates the survey of `serin init`, with the credentials and the region of the environment. */
export function createAccountSurvey(): Survey {
  const defaults = clientDefaults();
  return surveyWith({
    lambda: new LambdaClient(defaults),
    route53: new Route53Client(defaults),
    elb: elbClients(defaults),
    cloudwatch: new CloudWatchClient(defaults),
    cloudwatchUsEast1: new CloudWatchClient({ ...defaults, region: 'us-east-1' }),
  });
}
