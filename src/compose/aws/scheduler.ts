import { SchedulerClient, type SchedulerClientConfig } from '@aws-sdk/client-scheduler';

/** Creates a client of EventBridge Scheduler. */
export function schedulerClient(config: SchedulerClientConfig): SchedulerClient {
  return new SchedulerClient(config);
}
