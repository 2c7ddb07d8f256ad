import { SSMClient } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from 'vitest';
import { readParametersBy } from '../../../src/adapters/aws/ssm/read-parameters.ts';
import { createSecrets } from '../../../src/adapters/aws/ssm/secrets.ts';
import { createServiceParameters } from '../../../src/adapters/aws/ssm/service-parameters.ts';
import { createServices } from '../../../src/adapters/aws/ssm/services.ts';
import { ConfigUnreadable, type Services } from '../../../src/ports/services.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../../src/sandbox/cloud/ssm.ts';
import { controlCentersContract } from './ssm/control-centers-contract.ts';
import { secrets, secretsContract, storeSecrets } from './ssm/secrets-contract.ts';
import { aService, parse, servicesContract } from './ssm/services-contract.ts';
import { createHandClock, type HandClock } from './support/hand-clock.ts';
import { localConfig } from './support/local-config.ts';

const PREFIX = '/serin/services/';

describe('SSM in the model', () => {
  let client: SSMClient;
  let clock: HandClock;
  let calls: string[];
  /** Makes each call fail while it is set. */
  let outage: Error | null;

  beforeEach(() => {
    clock = createHandClock(1_700_000_000_000);
    calls = [];
    outage = null;
    client = attach(new SSMClient(localConfig), 'SSM', createSsmModel(clock).model, {
      before({ operation }) {
        calls.push(operation);
        if (outage !== null) throw outage;
      },
    });
  });

  describe('services', () => {
    servicesContract(() => client);

    let services: Services;
    const store = (name: string, over: object = {}) =>
      createServiceParameters({ client }).put(name, JSON.stringify({ ...aService(name), ...over }));

    beforeEach(async () => {
      services = createServices({ client, clock, parse });
      await store('checkout');
      calls = [];
    });

    it('remembers a service for 30 s and then reads it again', async () => {
      await services.get('checkout', false);
      await store('checkout', { onAlarm: 'hold' });
      clock.advance(29_999);
      expect(await services.get('checkout', false)).toMatchObject({ onAlarm: 'rollback' });
      clock.advance(1);
      expect(await services.get('checkout', false)).toMatchObject({ onAlarm: 'hold' });
    });

    it('reads at once when asked afresh, and remembers that', async () => {
      await services.get('checkout', false);
      await store('checkout', { onAlarm: 'hold' });
      expect(await services.get('checkout', true)).toMatchObject({ onAlarm: 'hold' });
      expect(await services.get('checkout', false)).toMatchObject({ onAlarm: 'hold' });
    });

    it('remembers that a service is not configured', async () => {
      await services.get('absent', false);
      await services.get('absent', false);
      expect(calls).toEqual(['GetParameter']);
    });

    it('shares one call among those who ask at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => services.get('checkout', false)));
      expect(answers).toEqual(Array.from({ length: 20 }, () => aService('checkout')));
      expect(calls).toEqual(['GetParameter']);
    });

    it('does not remember a failure', async () => {
      outage = new Error('SSM is away');
      await expect(services.get('checkout', false)).rejects.toMatchObject({
        cause: outage,
        message: expect.stringMatching(/could not be read from SSM\. Try again; .* permissions of the worker/),
      });
      await expect(services.names()).rejects.toThrow(ConfigUnreadable);
      outage = null;
      expect(await services.get('checkout', false)).toEqual(aService('checkout'));
      expect(await services.names()).toEqual(['checkout']);
    });

    it('keeps a fresh answer when an older read fails after it', async () => {
      outage = new Error('SSM is away');
      const older = services.get('checkout', false);
      outage = null;
      await services.get('checkout', true);
      await expect(older).rejects.toThrow(ConfigUnreadable);
      calls = [];
      await services.get('checkout', false);
      expect(calls).toEqual([]);
    });

    it('reads all services in the one call that lists them, and leaves a fault with its service', async () => {
      await store('calls');
      await createServiceParameters({ client }).put('broken', '{');
      calls = [];
      const all = await services.all();
      expect([...all.keys()]).toEqual(['broken', 'calls', 'checkout']);
      expect(all.get('broken')).toBeNull();
      expect(all.get('calls')).toEqual(aService('calls'));
      expect(await services.names()).toEqual([...all.keys()]);
      expect(calls).toHaveLength(1);
    });

    it('remembers the list of names for 30 s', async () => {
      await services.names();
      await store('calls');
      expect(await services.names()).toEqual(['checkout']);
      clock.advance(30_000);
      expect(await services.names()).toEqual(['calls', 'checkout']);
    });

    it(`reads and writes under ${PREFIX} when nothing else is said`, async () => {
      const explicit = createServices({ client, clock, parse, prefix: PREFIX });
      expect(await explicit.get('checkout', false)).toEqual(await services.get('checkout', false));
    });
  });

  describe('control centers', () => {
    controlCentersContract(() => client);
  });

  describe('secrets', () => {
    secretsContract(() => client);

    const HOUR = 3_600_000;
    const rotate = (teamId: string) =>
      createServiceParameters({ client, prefix: '/serin/slack/' }).put('team-id', teamId);

    beforeEach(async () => {
      await storeSecrets(client, '/serin/slack/');
      calls = [];
    });

    it('takes one call for all of them and for an hour', async () => {
      const read = createSecrets({ parameters: readParametersBy(client), clock });
      await Promise.all([read(), read()]);
      clock.advance(HOUR - 1);
      expect(await read()).toEqual(secrets);
      expect(calls).toEqual(['GetParameters']);
    });

    it('takes up a rotated one after an hour', async () => {
      const read = createSecrets({ parameters: readParametersBy(client), clock });
      await read();
      await rotate('T2');
      expect((await read()).teamId).toBe(secrets.teamId);
      clock.advance(HOUR);
      expect((await read()).teamId).toBe('T2');
    });

    it('serves the known ones on when they cannot be read again', async () => {
      const read = createSecrets({ parameters: readParametersBy(client), clock });
      await read();
      clock.advance(HOUR);
      outage = new Error('SSM is away');
      expect(await read()).toEqual(secrets);
    });

    it('throws what SSM threw when there are none yet, and asks again the next time', async () => {
      const read = createSecrets({ parameters: readParametersBy(client), clock });
      outage = new Error('SSM is away');
      await expect(read()).rejects.toBe(outage);
      outage = null;
      expect(await read()).toEqual(secrets);
    });
  });
});
