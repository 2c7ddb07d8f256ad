import { LambdaClient } from '@aws-sdk/client-lambda';
import { createWorker } from '../../../src/adapters/aws/lambda/worker.ts';
import { stsEndpoint } from '../../../src/adapters/aws/sts/identity-request.ts';
import type { CallerBody, ProvenCommand } from '../../../src/ports/inbound/caller.ts';
import { CALLERS, type CallerName } from '../../../src/sandbox/account/callers.ts';
import { divert } from '../../../src/sandbox/cloud/attach.ts';

/** What the worker would be called with by somebody with these credentials, as the command line makes it. */
export async function directCall(
  who: CallerName,
  body: CallerBody,
  {
    now,
    key = `key-of-${who}-0123456789`,
    installation = 'serin',
  }: { now: number; key?: string; installation?: string },
): Promise<{ readonly serin: ProvenCommand & { readonly v: 1 } }> {
  let payload = '';
  const client = divert(
    new LambdaClient({ region: 'us-east-1', credentials: CALLERS[who] }),
    'Lambda',
    async (_operation, input) => {
      payload = Buffer.from((input as { Payload: Uint8Array }).Payload).toString();
      return { Payload: Buffer.from('{"v":1}') };
    },
  );
  const worker = createWorker({
    client,
    functionName: 'serin-worker',
    installation,
    endpoint: stsEndpoint,
    now: () => now,
  });
  await worker.ask(body, key);
  return JSON.parse(payload);
}
