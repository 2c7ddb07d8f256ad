import { type InvokeCommandInput, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { NAMES } from './account.ts';
import { answering, type Model, type Observer, UnknownOperation } from './cloud/attach.ts';
import type { LambdaFunction } from './function.ts';

/** AWS as another process on this machine reaches it: the models, and Serin's worker behind Lambda. */
export type Bridge = (service: string, operation: string, input: unknown) => Promise<object>;

/** What a bridge leads to. */
interface Parts {
  /** The models by service; none where AWS is elsewhere. */
  readonly models: Readonly<Record<string, Model>>;
  readonly observer: Observer;
  readonly worker: Pick<LambdaFunction<unknown, unknown>, 'invoke'>;
}

/** @throws the SDK's own exceptions; UnknownOperation for what no model has */
export function createBridge({ models, observer, worker }: Parts): Bridge {
  const invoke = async ({ FunctionName, Payload = new Uint8Array() }: InvokeCommandInput) => {
    if (FunctionName !== NAMES.worker) {
      const message = `Function not found: ${FunctionName}`;
      throw new ResourceNotFoundException({ Type: 'User', Message: message, message, $metadata: {} });
    }
    return invoked(worker, JSON.parse(Buffer.from(Payload as Uint8Array).toString()));
  };
  return async (service, operation, input) => {
    // Not past the observers: a call of a person has a proof in it that nobody is to be shown.
    if (service === 'Lambda' && operation === 'Invoke') return invoke(input as InvokeCommandInput);
    const model = models[service];
    if (model === undefined) throw new UnknownOperation(service, operation);
    return answering(service, model, observer)(operation, input);
  };
}

/** What Lambda answers to a synchronous invocation, also when the function throws. */
async function invoked(worker: Parts['worker'], event: unknown): Promise<object> {
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
