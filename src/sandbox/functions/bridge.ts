import { type InvokeCommandInput, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { functionName } from '../../compose/installation.ts';
import { letterQueues } from '../../domain/dead-letter.ts';
import { NAMES } from '../account/account.ts';
import { createAnswering, type Model, type Observer, UnknownOperation } from '../cloud/attach.ts';
import type { Functions } from './functions.ts';

/** Calls AWS for another process on this machine: the models, and Serin's functions behind Lambda. */
export type Bridge = (service: string, operation: string, input: unknown) => Promise<object>;

/** The parts behind a bridge. */
interface Parts {
  /** The models by service; a service that is elsewhere has none. */
  readonly models: Readonly<Record<string, Model | undefined>>;
  readonly observer: Observer;
  readonly functions: Pick<Functions, 'worker' | 'alarm' | 'timer'>;
}

/** @throws the SDK's own exceptions; UnknownOperation when no model has the operation */
export function createBridge({ models, observer, functions }: Parts): Bridge {
  const invoke = async ({ FunctionName, InvocationType, Payload = new Uint8Array() }: InvokeCommandInput) => {
    const which = letterQueues.find((name) => functionName(NAMES.installation, name) === FunctionName);
    const event = (): unknown => JSON.parse(Buffer.from(Payload as Uint8Array).toString());
    if (which !== undefined && InvocationType === 'Event') {
      functions[which].invokeLater(event());
      return { StatusCode: 202 };
    }
    if (which === 'worker') return invokeWorker(functions.worker, event());
    const message = `Function not found: ${FunctionName}`;
    throw new ResourceNotFoundException({ Type: 'User', Message: message, message, $metadata: {} });
  };
  return async (service, operation, input) => {
    // Observers do not see it: a person's call contains a proof that nobody else may see.
    if (service === 'Lambda' && operation === 'Invoke') return invoke(input as InvokeCommandInput);
    const model = models[service];
    if (model === undefined) throw new UnknownOperation(service, operation);
    return createAnswering(service, model, observer)(operation, input);
  };
}

/** Invokes the worker and answers as Lambda does, also when the function throws. */
async function invokeWorker(worker: Parts['functions']['worker'], event: unknown): Promise<object> {
  const payload = (value: unknown) => Buffer.from(JSON.stringify(value ?? null));
  try {
    return { StatusCode: 200, Payload: payload(await worker.invoke(event)) };
  } catch (error) {
    const { name, message } = error as Error;
    return {
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: payload({ errorType: name, errorMessage: message }),
    };
  }
}
