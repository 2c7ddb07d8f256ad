import { CloudFormationClient, CreateChangeSetCommand, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLeftStacks } from '../../../src/adapters/aws/left-stacks.ts';
import { type Moto, startMoto } from '../../support/moto.ts';

const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });

let moto: Moto;
let client: CloudFormationClient;
beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new CloudFormationClient({ endpoint: moto.url, region: 'eu-west-1', credentials });
});
afterAll(() => moto.stop());

it('finds on moto the stack of a change set that was never carried out, and not one that was deployed', async () => {
  const names = ['serin', 'serin-prod'];
  expect(await readLeftStacks(client, names)).toEqual([]);
  await client.send(new CreateStackCommand({ StackName: 'serin-prod', TemplateBody }));
  expect(await readLeftStacks(client, names)).toEqual([]);
  await client.send(
    new CreateChangeSetCommand({ StackName: 'serin', ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody }),
  );
  expect(await readLeftStacks(client, names)).toEqual([{ name: 'serin', status: 'REVIEW_IN_PROGRESS', reason: '' }]);
});
