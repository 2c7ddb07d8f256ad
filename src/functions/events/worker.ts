import { isDeploymentEvent } from '../../command/receive/deployment-event.ts';
import type { FunctionParts } from '../../compose/functions.ts';
import type { CallerAnswer } from '../../ports/inbound/caller.ts';
import { readField } from './read-field.ts';

/** The type of the events by which hooks answer; the worker's second rule matches it. */
const HOOK_ANSWER = 'Hook Answer';

/**
 * Routes an event of Serin's bus: a person's command, or the answer of a hook. Amazon ECS tells of its deployments. A direct call is the command of an IAM identity,
 * and is answered.
 */
export function workerHandler({ receive }: FunctionParts): (event: unknown) => Promise<CallerAnswer | undefined> {
  return async (event) => {
    // Senders on a bus control only the detail: they cannot set a field at the top of the event.
    const call = readField(event, 'serin');
    if (call !== undefined) return receive.call(call);
    // Only AWS can send events of aws.*, and the worker's rule for them is on the bus of the account.
    if (isDeploymentEvent(event)) {
      await receive.deployment(event);
      return undefined;
    }
    const isHookAnswer = readField(event, 'detail-type') === HOOK_ANSWER;
    await (isHookAnswer ? receive.hookAnswer : receive.command)(readField(event, 'detail'));
    return undefined;
  };
}
