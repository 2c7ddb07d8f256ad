import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';

/** Creates a client of EventBridge. */
export function eventBridgeClient(config: EventBridgeClientConfig): EventBridgeClient {
  return new EventBridgeClient(config);
}
