import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiscoverySource } from '../../../../src/adapters/aws/dynamodb/discovery-source.ts';
import { readParametersBy } from '../../../../src/adapters/aws/ssm/read-parameters.ts';
import { createSecrets } from '../../../../src/adapters/aws/ssm/secrets.ts';
import { createSignalSource } from '../../../../src/adapters/aws/ssm/signal-source.ts';
import { toLoaders } from '../../../../src/adapters/shared/lazy.ts';
import { createSlackHandler } from '../../../../src/adapters/slack/inbound/app.ts';
import { createResponseUrls } from '../../../../src/adapters/slack/inbound/response-urls.ts';
import { edgeClient } from '../../../../src/adapters/targets/edge/client.ts';
import { probes } from '../../../../src/cli/commands/doctor/probes.ts';
import { wireEngine } from '../../../../src/compose/functions.ts';
import { createDiscovery } from '../../../../src/discovery/discovery.ts';
import { engineHandlers } from '../../../../src/functions/events/handlers.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../../src/sandbox/cloud/ssm.ts';
import { createSignals } from '../../../../src/signals/signals.ts';
import { storeSecrets } from '../../../adapters/aws/ssm/secrets-contract.ts';
import { createHandClock } from '../../../adapters/aws/support/hand-clock.ts';
import { keptLog } from '../../../adapters/slack/support/kept-log.ts';
import { recordingBus } from '../../../adapters/slack/support/recording-bus.ts';
import { type LocalTable, startDynalite } from '../../../support/dynalite.ts';
import { noEcs } from '../../../support/no-ecs.ts';
import { noLaunchDarkly } from '../../../support/no-launchdarkly.ts';
import { nobodyDirect } from '../../../support/nobody-direct.ts';

const CONFIG = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

describe('what serin doctor calls the functions with', () => {
  let local: LocalTable;
  const calls: string[] = [];
  const observer = {
    before: ({ operation }: { operation: string }) => {
      calls.push(operation);
    },
  };
  const ssm = attach(new SSMClient(CONFIG), 'SSM', createSsmModel({ now: () => 0 }).model, observer);
  const secrets = createSecrets({
    parameters: readParametersBy(ssm),
    clock: createHandClock(0),
    prefix: '/serin/slack/',
  });
  beforeAll(async () => {
    local = await startDynalite();
    local.client.middlewareStack.add(
      (next, context) => (args) => {
        calls.push(String(context.commandName).replace('Command', ''));
        return next(args);
      },
      { step: 'initialize', name: 'recorder' },
    );
    await storeSecrets(ssm, '/serin/slack/');
  });
  afterAll(() => local.stop());

  const engine = () =>
    engineHandlers(
      wireEngine({
        clients: {
          dynamodb: local.client,
          ...toLoaders({
            ssm,
            cloudwatch: attach(new CloudWatchClient(CONFIG), 'CloudWatch', {}, observer),
            cloudwatchUsEast1: attach(new CloudWatchClient(CONFIG), 'CloudWatch', {}, observer),
            scheduler: attach(new SchedulerClient(CONFIG), 'Scheduler', {}, observer),
            route53: attach(new Route53Client(CONFIG), 'Route53', {}, observer),
            lambda: attach(new LambdaClient(CONFIG), 'Lambda', {}, observer),
            hooks: attach(new LambdaClient(CONFIG), 'Lambda', {}, observer),
            eventbridge: attach(new EventBridgeClient(CONFIG), 'EventBridge', {}, observer),
          }),
          apiGateway: async () => attach(new APIGatewayClient(CONFIG), 'APIGateway', {}, observer),
          s3: async () => attach(new S3Client(CONFIG), 'S3', {}, observer),
          keyValueStore: async () => attach(edgeClient(CONFIG), 'KeyValueStore', {}, observer),
          ecs: noEcs,
          elb: async () => attach(new ElasticLoadBalancingV2Client(CONFIG), 'ELBv2', {}, observer),
        },
        clock: createHandClock(0),
        log: keptLog(),
        table: local.table,
        bus: 'serin',
        region: 'us-east-1',
        servicesPrefix: '/serin/services/',
        launchdarkly: noLaunchDarkly,
        environmentsPrefix: '/serin/environments/',
        timers: { group: 'g', targetArn: 'arn:t', roleArn: 'arn:r', deadLetterArn: 'arn:d' },
        secrets,
        direct: nobodyDirect,
      }),
    );

  it.each([
    ['worker', 'GetParameters'],
    ['alarm', 'Query'],
    ['timer', 'GetItem'],
  ] as const)('the %s function takes, reads one thing for, and lets go', async (name, read) => {
    calls.length = 0;
    const answer = await engine()[name](probes[name].event);
    expect(probes[name].isRight(answer)).toBe(true);
    expect(calls).toEqual([read]);
  });

  it('the discovery function knows nothing of, after it has read which services there are', async () => {
    const handler = createDiscovery({
      source: createDiscoverySource({
        ssm,
        records: local,
        clock: createHandClock(0),
        log: keptLog(),
        prefix: '/serin/services/',
      }),
      log: keptLog(),
    });
    calls.length = 0;
    expect(probes.discovery.isRight(await handler(probes.discovery.event))).toBe(true);
    expect(calls).toEqual(['GetParametersByPath']);
  });

  it('the function for health signals refuses after it has read its key, and cannot without one', async () => {
    const clock = createHandClock(0);
    const source = createSignalSource({
      parameters: readParametersBy(ssm),
      clock,
      prefixes: { signals: '/serin/signals/', services: '/serin/services/' },
    });
    const bus = { put: () => Promise.reject(new Error('nothing is put')) };
    const handler = createSignals({ source, bus, clock, log: keptLog() });
    expect(probes.signals.isRight(await handler(probes.signals.event))).toBe(false);
    const key = { Name: '/serin/signals/signal-key', Value: 'x'.repeat(32), Type: 'SecureString' } as const;
    await ssm.send(new PutParameterCommand(key));
    clock.advance(5_000);
    calls.length = 0;
    expect(probes.signals.isRight(await handler(probes.signals.event))).toBe(true);
    expect(calls).toEqual(['GetParameters']);
  });

  it('the slack function refuses after it has read its secrets', async () => {
    const sent: SignedCommand[] = [];
    const handler = createSlackHandler({
      secrets,
      bus: recordingBus(sent),
      clock: createHandClock(0),
      log: keptLog(),
      responseUrls: createResponseUrls({ fetch }),
      openModal: async () => false,
      path: '/slack/events',
    });
    expect(probes.slack.isRight(await handler(probes.slack.event))).toBe(true);
    expect(sent).toEqual([]);
  });
});
