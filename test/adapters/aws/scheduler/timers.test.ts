import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createSchedulerModel, type SchedulerCloud } from '../../../../src/sandbox/cloud/scheduler.ts';
import { localConfig } from '../support/local-config.ts';
import { aWake, NOW, timersContract, timersOn } from './timers-contract.ts';

describe('timers in the model of EventBridge Scheduler', () => {
  let client: SchedulerClient;
  let cloud: SchedulerCloud;
  let fired: unknown[];
  beforeEach(() => {
    fired = [];
    cloud = createSchedulerModel({ now: () => NOW, group: 'serin', fire: (input) => fired.push(JSON.parse(input)) });
    client = attach(new SchedulerClient(localConfig), 'Scheduler', cloud.model);
  });

  timersContract(() => client);

  it('brings the wake when its time has come', async () => {
    await timersOn(client).arm(aWake());
    cloud.due(aWake().at - 1);
    expect(fired).toEqual([]);
    cloud.due(aWake().at);
    expect(fired).toEqual([aWake()]);
  });

  it('brings the wake of a timer whose save was lost too, with what tells it from the other', async () => {
    const lost = aWake({ at: NOW + 300_000 });
    await timersOn(client).arm(lost);
    await timersOn(client).arm(aWake());
    cloud.due(aWake().at);
    expect(fired).toEqual([lost, aWake()]);
  });

  it('throws when Scheduler refuses', async () => {
    const elsewhere = createSchedulerModel({ now: () => NOW, group: 'another', fire: () => undefined });
    const refusing = attach(new SchedulerClient(localConfig), 'Scheduler', elsewhere.model);
    await expect(timersOn(refusing).arm(aWake())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
