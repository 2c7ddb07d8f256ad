import { expect, it } from 'vitest';
import { type Registry, TargetClaimed } from '../../../../src/ports/store.ts';

/** What every Registry does. Each test starts with an empty one. */
export function registryContract(registry: () => Registry): void {
  const checkout = { service: 'checkout', alarmArns: ['arn:1', 'arn:2'], targets: ['lambda-alias a:live', 'b#c'] };

  it('gives back what was registered, for all services', async () => {
    const calls = { service: 'calls', alarmArns: ['arn:2'], targets: ['route53 app.example.com A Z1'] };
    await registry().register(checkout);
    await registry().register(calls);
    const claims = await registry().claims();
    expect(claims).toHaveLength(2);
    expect(claims).toEqual(expect.arrayContaining([expect.objectContaining({ service: 'checkout' }), calls]));
    const found = claims.find(({ service }) => service === 'checkout');
    expect([...(found?.alarmArns ?? [])].sort()).toEqual(checkout.alarmArns);
    expect([...(found?.targets ?? [])].sort()).toEqual([...checkout.targets].sort());
  });

  it('knows the owner of a target, and none of a target that nobody claims', async () => {
    await registry().register(checkout);
    expect(await registry().owner('b#c')).toBe('checkout');
    expect(await registry().owner('b')).toBeNull();
  });

  it('makes the claims exactly what is registered last', async () => {
    await registry().register(checkout);
    const next = { service: 'checkout', alarmArns: ['arn:2', 'arn:3'], targets: ['new'] };
    await registry().register(next);
    expect(await registry().claims()).toEqual([next]);
    expect(await registry().owner('b#c')).toBeNull();
    expect(await registry().owner('new')).toBe('checkout');
  });

  it('changes nothing when the same is registered again', async () => {
    await registry().register(checkout);
    const before = await registry().claims();
    await registry().register(checkout);
    expect(await registry().claims()).toEqual(before);
  });

  it('does not take a service for another whose name begins with its own', async () => {
    await registry().register({ ...checkout, service: 'check', targets: ['x'] });
    await registry().register(checkout);
    await registry().register({ service: 'check', alarmArns: [], targets: ['x'] });
    expect(await registry().owner('b#c')).toBe('checkout');
    expect(await registry().claims()).toHaveLength(2);
  });

  it('refuses a target of another service, names the owner, and registers nothing', async () => {
    await registry().register(checkout);
    const before = await registry().claims();
    const theft = registry().register({ service: 'calls', alarmArns: ['arn:9'], targets: ['mine', 'b#c'] });
    await expect(theft).rejects.toThrow(TargetClaimed);
    await expect(theft).rejects.toThrow('b#c belongs to the service checkout');
    expect(await registry().claims()).toEqual(before);
    expect(await registry().owner('mine')).toBeNull();
  });

  it('gives a target to one of two services that race for it', async () => {
    const racers = Array.from({ length: 10 }, (_, n) => ({ service: `s${n}`, alarmArns: [], targets: ['contested'] }));
    const outcomes = await Promise.allSettled(racers.map((claim) => registry().register(claim)));
    const winners = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [`s${n}`] : []));
    expect(winners).toHaveLength(1);
    expect(await registry().owner('contested')).toBe(winners[0]);
    expect(await registry().claims()).toEqual([{ service: winners[0], alarmArns: [], targets: ['contested'] }]);
  });
}
