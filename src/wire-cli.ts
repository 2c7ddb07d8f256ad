import { setTimeout } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createAlarmArns } from './aws/alarm-arns.ts';
import { clientDefaults } from './aws/client-defaults.ts';
import { stsEndpoint } from './aws/identity-request.ts';
import { createLog } from './aws/log.ts';
import { createRegistry } from './aws/registry.ts';
import { createSecretParameters } from './aws/secret-parameters.ts';
import { createServiceParameters } from './aws/service-parameters.ts';
import { createStore } from './aws/store.ts';
import { createWorker } from './aws/worker.ts';
import { functionName, installation } from './installation.ts';
import { createSlackCheckup } from './slack/checkup.ts';
import { createWebClient } from './slack/web-client.ts';
import { systemClock } from './wire-clock.ts';

/** What `serin apply` needs of the account, with the credentials and the region of the environment. */
export function createEstate(name: string) {
  const { table, servicesPrefix } = installation(name);
  const defaults = clientDefaults();
  const client = new DynamoDBClient(defaults);
  return {
    parameters: createServiceParameters({ client: new SSMClient(defaults), prefix: servicesPrefix }),
    alarms: createAlarmArns({
      client: new CloudWatchClient(defaults),
      usEast1: new CloudWatchClient({ ...defaults, region: 'us-east-1' }),
    }),
    registry: createRegistry({ client, table }),
    records: createStore({ client, table }),
  };
}

/** The command line has no log: what goes wrong is thrown, and said once. */
const silent = createLog({ level: 'silent' });

/** What `serin secrets` needs: a place for secrets, and Slack to ask who a token is. */
export function createVault(name: string) {
  const { secretsPrefix: prefix, targetsPrefix } = installation(name);
  return {
    ...createSecretParameters({ client: new SSMClient(clientDefaults()), prefix, targetsPrefix }),
    identify: (token: string) => createSlackCheckup(createWebClient(token, { log: silent })).identity(),
  };
}

/** The worker answers within the time-out of its function (60 s); a call that takes longer is lost. */
const ANSWER_MS = 65_000;

/** What the commands that speak to the worker need: its function, and the machine's own time. */
export function createWorkerOf(name: string) {
  const defaults = clientDefaults();
  const requestHandler = { ...defaults.requestHandler, requestTimeout: ANSWER_MS };
  const { ask } = createWorker({
    client: new LambdaClient({ ...defaults, requestHandler }),
    functionName: functionName(name, 'worker'),
    installation: name,
    endpoint: stsEndpoint,
    now: systemClock.now,
  });
  return { ask, now: systemClock.now, wait: waitUnless };
}

/** Waits for the machine's own time; ends early when the signal aborts. */
async function waitUnless(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
