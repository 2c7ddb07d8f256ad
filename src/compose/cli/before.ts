import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createDeploymentSite } from '../../adapters/aws/deployment-site.ts';
import { letterQueues } from '../../domain/dead-letter.ts';
import { deadLetterQueueName, functionName, functionNames, installation } from '../installation.ts';

/** Creates the dependencies of `serin doctor --before`, with the credentials and the region of the environment. */
export function beforeDeps(name: string) {
  const defaults = clientDefaults();
  const site = createDeploymentSite({
    clients: {
      cloudformation: new CloudFormationClient(defaults),
      dynamodb: new DynamoDBClient(defaults),
      eventbridge: new EventBridgeClient(defaults),
      iam: new IAMClient(defaults),
      lambda: new LambdaClient(defaults),
      logs: new CloudWatchLogsClient(defaults),
      scheduler: new SchedulerClient(defaults),
      sqs: new SQSClient(defaults),
      sts: new STSClient(defaults),
    },
    names: installation(name),
    functions: functionNames.map((which) => functionName(name, which)),
    // The stack of the released template is called like the installation; that of a clone also has the stage.
    stacks: [name, `${name}-prod`],
    queues: letterQueues.map((queue) => deadLetterQueueName(name, queue)),
  });
  return { ...site, name };
}
