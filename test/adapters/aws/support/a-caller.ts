import { type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { createWorker } from '../../../../src/adapters/aws/lambda/worker.ts';
import type { CallerBody, ProvenCommand } from '../../../../src/ports/inbound/caller.ts';
import { divert } from '../../../../src/sandbox/cloud/attach.ts';
import { localConfig } from './local-config.ts';

/** Credentials as the SDK takes them. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How a call is made. */
interface Options {
  readonly credentials: Keys;
  /** Where STS is. */
  readonly sts: string;
  readonly now?: () => number;
  readonly body?: CallerBody;
}

/** The call that the command line would make: signed by the production code, caught before it leaves. */
export async function provenBy({ credentials, sts, now = Date.now, body = { name: 'list' } }: Options) {
  const caught: ProvenCommand[] = [];
  const client = divert(new LambdaClient({ ...localConfig, credentials }), 'Lambda', async (_operation, input) => {
    const { Payload } = input as InvokeCommandInput;
    caught.push(JSON.parse(Buffer.from(Payload as Uint8Array).toString()).serin);
    return { Payload: Buffer.from('{"v":1}') };
  });
  const parts = { functionName: 'serin-worker', installation: 'serin', endpoint: () => sts, now };
  await createWorker({ client, ...parts }).ask(body, '0123456789abcdef');
  return caught[0] as ProvenCommand;
}
