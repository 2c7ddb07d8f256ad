import { setTimeout } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../../adapters/aws/client-defaults.ts';
import { createAlarmArns } from '../../adapters/aws/cloudwatch/alarm-arns.ts';
import { createRegistry } from '../../adapters/aws/dynamodb/registry.ts';
import { createStore } from '../../adapters/aws/dynamodb/store.ts';
import { createWorker } from '../../adapters/aws/lambda/worker.ts';
import { createLog } from '../../adapters/aws/log.ts';
import { createControlCenters } from '../../adapters/aws/ssm/control-centers.ts';
import { createSecretParameters } from '../../adapters/aws/ssm/secret-parameters.ts';
import { createServiceParameters } from '../../adapters/aws/ssm/service-parameters.ts';
import { stsEndpoint } from '../../adapters/aws/sts/identity-request.ts';
import { createSlackCheckup } from '../../adapters/slack/checkup.ts';
import { createWebClient } from '../../adapters/slack/web-client.ts';
import { systemClock } from '../clock.ts';
import { functionName, installation } from '../installation.ts';
import { tokenDepsWith } from './token.ts';

/** Creates the dependencies of `serin apply`, with the credentials and the region of the environment. */
export function applyDeps(name: string) {
  const { table, servicesPrefix, environmentsPrefix } = installation(name);
  const defaults = clientDefaults();
  const client = new DynamoDBClient(defaults);
  const ssm = new SSMClient(defaults);
  return {
    parameters: createServiceParameters({ client: ssm, prefix: servicesPrefix }),
    controlCenters: createControlCenters({ client: ssm, clock: systemClock, prefix: environmentsPrefix }),
    alarms: createAlarmArns({
      client: new CloudWatchClient(defaults),
      usEast1: new CloudWatchClient({ ...defaults, region: 'us-east-1' }),
    }),
    registry: createRegistry({ client, table }),
    records: createStore({ client, table }),
  };
}

/** Creates the dependencies of `serin env`: two parameters, and nothing else. */
export function envDeps(name: string) {
  const { servicesPrefix, environmentsPrefix } = installation(name);
  const client = new SSMClient(clientDefaults());
  return {
    text: createServiceParameters({ client, prefix: servicesPrefix }).one,
    center: createControlCenters({ client, clock: systemClock, prefix: environmentsPrefix }).read,
  };
}

/** Creates the dependencies of `serin token`: the key and the settings that the function for health signals reads. */
export function tokenDeps(name: string) {
  return tokenDepsWith(new SSMClient(clientDefaults()), systemClock, name);
}

/** A silent log: the command line throws its errors, and prints each once. */
const silent = createLog({ level: 'silent' });

/** Creates the dependencies of `serin secrets`: a store for secrets, and Slack to identify a token. */
export function secretsDeps(name: string) {
  const { secretsPrefix: prefix, targetsPrefix, signalsPrefix } = installation(name);
  return {
    ...createSecretParameters({ client: new SSMClient(clientDefaults()), prefix, targetsPrefix, signalsPrefix }),
    identify: (token: string) => createSlackCheckup(createWebClient(token, { log: silent })).identity(),
  };
}

/** The timeout for an answer of the worker, in milliseconds. The worker answers within the timeout of its function (60 s). */
const ANSWER_MS = 65_000;

/** Creates the client of the commands that call the worker: its function, and the machine's clock. */
export function createWorkerClient(name: string) {
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
