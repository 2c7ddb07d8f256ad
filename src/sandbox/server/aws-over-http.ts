import type { Answering } from '../cloud/attach.ts';
import { fromWire, toWire } from './wire-json.ts';

/** The path at which the sandbox takes calls to AWS. */
export const AWS_PATH = '/sandbox/aws';

/** The answer of `GET /sandbox/aws`: the addresses of the services that have an endpoint of their own, and virtual time. */
export interface AwsPlaces {
  readonly dynamodb: { readonly endpoint: string; readonly table: string };
  readonly sts: string;
  readonly launchdarkly: string;
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
}

/** An error over HTTP, with the fields that tell the SDK's exceptions apart. */
export interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly $fault: 'client' | 'server';
}

/** The body of `POST /sandbox/aws`. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Rebuilds an error of AWS in this process. The SDK's `instanceof` accepts it, because it checks name, fault and metadata. */
function toSdkError({ name, message, $fault }: AwsError): Error {
  return Object.assign(new Error(message), { name, $fault, $metadata: {} });
}

/**
 * Returns a function that answers the calls of an SDK client by asking the sandbox.
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
