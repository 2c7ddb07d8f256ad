import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallers } from '../../../../src/adapters/aws/sts/callers.ts';
import { commandHash } from '../../../../src/command/caller-proof.ts';
import { type Moto, startMoto } from '../../../support/moto.ts';
import { provenBy } from '../support/a-caller.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

it('reads who somebody is from the answer of an STS that is not ours', async () => {
  const endpoint = `${moto.url}/`;
  const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE12', secretAccessKey: 'any', sessionToken: 'any' };
  const { command, proof } = await provenBy({ credentials, sts: endpoint });
  const caller = await createCallers({ endpoint, fetch }).whoSigned(proof, commandHash(command));
  expect(caller.account).toBe('123456789012');
  expect(caller.identity.arn).toMatch(/^arn:aws:(sts|iam)::123456789012:/);
});
