import type { SSMClient } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { createServiceParameters } from '../../../../src/adapters/aws/ssm/service-parameters.ts';
import { createServices } from '../../../../src/adapters/aws/ssm/services.ts';
import type { Service } from '../../../../src/domain/service.ts';
import { ConfigUnreadable } from '../../../../src/ports/services.ts';
import { type Deviations, rules } from '../contract.ts';
import { aRollout } from '../support/a-record.ts';
import { createHandClock } from '../support/hand-clock.ts';

/** A service as `serin apply` stores it. */
export const aService = (name: string): Service => ({ ...aRollout().config, name });

/** Stands for the canonical parse: takes what has a name. */
export function parse(json: unknown): Service {
  if (typeof json === 'object' && json !== null && 'name' in json) return json as Service;
  throw new Error('not a service');
}

/** What is written with ServiceParameters can be read as Services. Each test uses a prefix of its own. */
export function servicesContract(client: () => SSMClient, deviations: Deviations = {}): void {
  const it = rules(deviations);
  const under = (prefix: string) => ({
    services: createServices({ client: client(), clock: createHandClock(0), parse, prefix }),
    parameters: createServiceParameters({ client: client(), prefix }),
  });

  it('reads a service as it was stored', async () => {
    const { services, parameters } = under('/one/');
    await parameters.put('checkout', JSON.stringify(aService('checkout')));
    expect(await services.get('checkout', false)).toEqual(aService('checkout'));
  });

  it('answers null for a service that is not configured', async () => {
    expect(await under('/none/').services.get('checkout', false)).toBeNull();
  });

  it('replaces a service that is stored already', async () => {
    const { services, parameters } = under('/two/');
    await parameters.put('checkout', JSON.stringify(aService('checkout')));
    await parameters.put('checkout', JSON.stringify({ ...aService('checkout'), onAlarm: 'ask' }));
    expect(await services.get('checkout', true)).toMatchObject({ onAlarm: 'ask' });
  });

  it('names and gives all services, over several pages, and nothing deeper or beside', async () => {
    const { services, parameters } = under('/many/');
    const names = Array.from({ length: 23 }, (_, n) => `service-${String(n).padStart(2, '0')}`);
    for (const name of names.toReversed()) await parameters.put(name, `{"name":"${name}"}`);
    await under('/many/deeper/').parameters.put('x', '{}');
    await under('/many-more/').parameters.put('x', '{}');
    expect(await services.names()).toEqual(names);
    expect([...(await parameters.all())].sort()).toEqual(names.map((name) => [name, `{"name":"${name}"}`]));
  });

  it('refuses more than a standard parameter holds', async () => {
    const { services, parameters } = under('/large/');
    const fitting = JSON.stringify({ name: 'large', text: 'x'.repeat(4096 - 26) });
    expect(fitting).toHaveLength(4096);
    await parameters.put('large', fitting);
    await expect(parameters.put('large', `${fitting} `)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await services.get('large', false)).toMatchObject({ name: 'large' });
  });

  it('says what is wrong with a parameter that is no service, and that applying again mends it', async () => {
    const { services, parameters } = under('/broken/');
    await parameters.put('text', 'hello');
    await parameters.put('other', '{"kind":"x"}');
    const notJson = services.get('text', false);
    await expect(notJson).rejects.toThrow(ConfigUnreadable);
    await expect(notJson).rejects.toThrow(/^The stored configuration of text is not valid: .*JSON.* Run serin apply/);
    await expect(services.get('other', false)).rejects.toMatchObject({
      code: 'config-unreadable',
      message:
        'The stored configuration of other is not valid: not a service. Run serin apply again with the serin.yml that has it.',
      cause: new Error('not a service'),
    });
  });

  it('forgets a service that is removed, and takes a second removal', async () => {
    const { services, parameters } = under('/gone/');
    await parameters.put('checkout', JSON.stringify(aService('checkout')));
    await parameters.remove('checkout');
    expect(await services.get('checkout', true)).toBeNull();
    expect(await parameters.all()).toEqual(new Map());
    await expect(parameters.remove('checkout')).resolves.toBeUndefined();
  });
}
