import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createSurvey } from '../../adapters/aws/survey.ts';

/** Creates the survey of `serin init`, with the credentials and the region of the environment. */
export function createAccountSurvey() {
  const defaults = clientDefaults();
  return createSurvey({
    lambda: new LambdaClient(defaults),
    route53: new Route53Client(defaults),
    cloudwatch: new CloudWatchClient(defaults),
    cloudwatchUsEast1: new CloudWatchClient({ ...defaults, region: 'us-east-1' }),
  });
}
