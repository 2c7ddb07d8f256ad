import type { Answering } from './cloud/attach.ts';
import { fromWire, toWire } from './wire-json.ts';

/** Where the sandbox takes calls to AWS. */
export const AWS_PATH = '/sandbox/aws';

/** What `GET /sandbox/aws` answers: where the parts of AWS are that speak for themselves, and the time there. */
export interface AwsPlaces {
  readonly dynamodb: { readonly endpoint: string; readonly table: string };
  readonly sts: string;
  readonly launchdarkly: string;
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
}

/** An error over HTTP: as much as the SDK's exceptions are told apart by. */
export interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly $fault: 'client' | 'server';
}

/** What the body of a call to `POST /sandbox/aws` says. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** An error of AWS in this process, that `instanceof` takes for the SDK's own: it goes by name, fault and metadata. */
function toSdkError({ name, message, $fault }: AwsError): Error {
  return Object.assign(new Error(message), { name, $fault, $metadata: {} });
}

/**
 * Answers the calls of an SDK client by asking the sandbox.
 * @param url of the sandbox, without a slash at the end
 */
export function overHttp(url: string, service: string): Answering {
  return async (operation, input) => {
    const call: AwsCall = { service, operation, input };
    const response = await fetch(url + AWS_PATH, { method: 'POST', body: toWire(call) });
    const answer = fromWire(await response.text()) as { readonly output: object } | { readonly error: AwsError };
    if ('output' in answer) return answer.output;
    throw toSdkError(answer.error);
  };
}
