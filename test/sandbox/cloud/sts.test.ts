import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalSts, startSts } from '../../../src/sandbox/cloud/sts.ts';

let sts: LocalSts;
beforeAll(async () => {
  sts = await startSts([], () => 0);
});
afterAll(() => sts.close());

const body = 'Action=GetCallerIdentity&Version=2011-06-15';
const unsigned = { method: 'POST', body };
const guessed =
  'AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/19700101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=';

it.each([
  ['another action', { method: 'POST', body: body.replace('GetCallerIdentity', 'AssumeRole') }, 400, 'InvalidAction'],
  ['another method', { method: 'GET' }, 400, 'InvalidAction'],
  ['no signature', unsigned, 403, 'IncompleteSignature'],
  [
    'a key that nobody has',
    { ...unsigned, headers: { authorization: guessed + '0'.repeat(64) } },
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'a token that nobody has',
    { ...unsigned, headers: { authorization: guessed + '0'.repeat(64), 'x-amz-security-token': 't' } },
    403,
    'InvalidClientTokenId',
  ],
])('refuses %s as STS does', async (_what, request, status, code) => {
  const response = await fetch(sts.url, request);
  expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
});
