import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilds } from '../../../../src/adapters/aws/eventbridge/builds.ts';
import { createBus } from '../../../../src/adapters/aws/eventbridge/bus.ts';
import { putEntriesBy } from '../../../../src/adapters/aws/eventbridge/put-entries.ts';
import { putEntriesSigned } from '../../../../src/adapters/aws/eventbridge/put-signed.ts';
import { readTemplate } from '../../../stack/templates/read-template.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { createQueues } from '../../../support/moto-queues.ts';
import { aCommand } from '../support/a-command.ts';
import { localConfig, localEnvironment } from '../support/local-config.ts';
import { busContract } from './bus-contract.ts';

describe('the bus on moto', () => {
  let moto: Moto;
  let client: EventBridgeClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new EventBridgeClient({ ...localConfig, endpoint: moto.url });
    await client.send(new CreateEventBusCommand({ Name: 'serin' }));
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });

  describe('by the SDK', () => busContract(() => putEntriesBy(client)));
  describe('by a signed request', () => {
    busContract(() => putEntriesSigned({ environment: localEnvironment(moto.url) }));
  });

  describe('with rules that bring events to queues', () => {
    let queues: ReturnType<typeof createQueues>;
    const deliver = async (Name: string, pattern: object): Promise<string> => {
      const queue = await queues.create(Name);
      await client.send(new PutRuleCommand({ EventBusName: 'serin', Name, EventPattern: JSON.stringify(pattern) }));
      const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:123456789012:${Name}` }];
      await client.send(new PutTargetsCommand({ EventBusName: 'serin', Rule: Name, Targets }));
      return queue;
    };

    it("delivers a command by the stack's own rule as it was sent, and a request for a build to a pipeline only", async () => {
      queues = createQueues(moto.url);
      const worker = await deliver(
        'worker',
        readTemplate('stack/events.yml').Resources.CommandRule?.Properties.EventPattern,
      );
      const pipeline = await deliver('pipeline', { source: ['serin'], 'detail-type': ['Build Requested'] });
      await createBus({ put: putEntriesBy(client), busName: 'serin' }).send(aCommand());
      const build = { v: 1, service: 'shop', component: 'frontend', side: 'b', version: 'v54', token: 's:0' } as const;
      await createBuilds({ put: putEntriesBy(client), busName: 'serin' }).request(build);
      const [command, ...others] = (await queues.take(worker)) as readonly { readonly detail: unknown }[];
      expect(others).toEqual([]);
      expect(command?.detail).toEqual(aCommand());
      expect(await queues.take(pipeline)).toMatchObject([{ 'detail-type': 'Build Requested', detail: build }]);
    });
  });
});
