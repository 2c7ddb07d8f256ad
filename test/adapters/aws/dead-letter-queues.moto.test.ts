import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe } from 'vitest';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { type LetterPlace, lettersContract } from './dead-letter-queues-contract.ts';
import { localConfig } from './support/local-config.ts';

describe('dead letters on moto', () => {
  let moto: Moto;
  let sqs: SQSClient;
  let made = 0;
  beforeAll(async () => {
    moto = await startMoto();
    sqs = new SQSClient({ ...localConfig, endpoint: moto.url });
  });
  afterAll(async () => {
    sqs.destroy();
    await moto.stop();
  });

  lettersContract(async () => {
    made += 1;
    const queue = `serin-dead-letters-${made}`;
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
    const invoked: LetterPlace['invoked'][number][] = [];
    // moto runs functions in containers, which are not there: what would be invoked is only written down.
    const lambda = attach(new LambdaClient(localConfig), 'Lambda', {
      Invoke: ({ FunctionName, InvocationType, Payload }: Record<string, string>) => {
        invoked.push({
          name: String(FunctionName),
          type: String(InvocationType),
          event: JSON.parse(Buffer.from(Payload ?? '').toString()),
        });
        return { StatusCode: 202 };
      },
    });
    return { sqs, lambda, queue, url, invoked };
  });
});
