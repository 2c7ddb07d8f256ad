import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { expect, it } from 'vitest';
import { createBuilds } from '../../../../src/adapters/aws/eventbridge/builds.ts';
import { putEntriesBy } from '../../../../src/adapters/aws/eventbridge/put-entries.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { type BusEvent, createEventBridgeModel } from '../../../../src/sandbox/cloud/eventbridge.ts';

const build = {
  v: 1,
  service: 'shop',
  component: 'frontend shop-web-a/shop-web-b',
  side: 'b',
  version: 'v54',
  token: 's-1:0',
} as const;

function aBus(busName: string) {
  const events: BusEvent[] = [];
  const { model } = createEventBridgeModel({ now: () => 0, busName: 'serin', deliver: (event) => events.push(event) });
  const somewhere = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
  const client = attach(new EventBridgeClient(somewhere), 'EventBridge', model);
  return { events, builds: createBuilds({ put: putEntriesBy(client), busName }) };
}

it('asks for a build with an event that pipelines can match, on no rule of the commands', async () => {
  const { events, builds } = aBus('serin');
  await builds.request(build);
  expect(events).toEqual([
    expect.objectContaining({ source: 'serin', 'detail-type': 'Build Requested', detail: build }),
  ]);
});

it('throws when the bus did not take it, so that it is asked for again', async () => {
  await expect(aBus('elsewhere').builds.request(build)).rejects.toMatchObject({
    code: 'bus-refused',
    message: expect.stringContaining('did not take the build requested'),
  });
});
