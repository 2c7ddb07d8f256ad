import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { createControlCenters } from '../../../../src/adapters/aws/ssm/control-centers.ts';
import { firstCenter } from '../../../../src/environments/control-center.ts';
import { type Deviations, rules } from '../contract.ts';

/** Control centers as parameters. Each test uses a prefix of its own. */
export function controlCentersContract(client: () => SSMClient, deviations: Deviations = {}): void {
  const it = rules(deviations);
  const under = (prefix: string) => ({
    centers: createControlCenters({ client: client(), clock: { now: () => 7 }, prefix }),
    /** Somebody else writes a text. */
    put: (Value: string) =>
      client().send(new PutParameterCommand({ Name: `${prefix}shop`, Value, Type: 'String', Overwrite: true })),
  });
  const begun = firstCenter('shop', 'a', 7);

  it('is missing before it began', async () => {
    expect(await under('/none/').centers.read('shop')).toEqual({ is: 'missing' });
  });

  it('begins with users on one side, once', async () => {
    const { centers } = under('/begun/');
    await centers.begin('shop', 'a');
    await centers.begin('shop', 'b');
    expect(await centers.read('shop')).toEqual({ is: 'there', version: 1, value: begun });
  });

  it('is replaced, and counts its versions', async () => {
    const { centers } = under('/written/');
    await centers.begin('shop', 'a');
    const closed = { ...begun, share: 12.5, deployments: 'closed' as const, rollout: 'r-1' };
    expect(await centers.write(closed, 1)).toBe(2);
    expect(await centers.read('shop')).toEqual({ is: 'there', version: 2, value: closed });
  });

  it('says which version it overwrote when somebody else wrote in between', async () => {
    const { centers, put } = under('/between/');
    await centers.begin('shop', 'a');
    await put('theirs');
    await expect(centers.write({ ...begun, share: 5 }, 1)).rejects.toMatchObject({
      ...{ code: 'center-overwritten', version: 3 },
      message: expect.stringContaining('--name /between/shop:2 shows what it said'),
    });
    expect(await centers.read('shop')).toMatchObject({ version: 3, value: { share: 5 } });
  });

  it('takes its own value, written twice because the answer was lost, for its own', async () => {
    const { centers, put } = under('/twice/');
    await centers.begin('shop', 'a');
    const next = { ...begun, share: 5 };
    await put(JSON.stringify(next));
    expect(await centers.write(next, 1)).toBe(3);
  });

  it('says what is wrong with what somebody wrote by hand', async () => {
    const { centers, put } = under('/by-hand/');
    await put('active: a');
    expect(await centers.read('shop')).toEqual({ is: 'unusable', version: 1, detail: 'it is not JSON' });
    await put(JSON.stringify({ ...begun, active: 'c' }));
    expect(await centers.read('shop')).toMatchObject({ is: 'unusable', detail: expect.stringMatching(/^active: /) });
    await put(JSON.stringify({ ...begun, active: 'a' }));
    expect(await centers.read('shop')).toMatchObject({ detail: expect.stringContaining('the same environment') });
    await put(JSON.stringify({ ...begun, service: 'checkout' }));
    expect(await centers.read('shop')).toMatchObject({ detail: 'it is of the service checkout' });
  });

  it('is gone when it is removed, and takes a second removal', async () => {
    const { centers } = under('/gone/');
    await centers.begin('shop', 'a');
    await centers.remove('shop');
    expect(await centers.read('shop')).toEqual({ is: 'missing' });
    await expect(centers.remove('shop')).resolves.toBeUndefined();
  });
}
