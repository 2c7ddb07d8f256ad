import { lambdaEnv } from './env.ts';

/** The ids of the invocation that runs: a function runs one at a time in a process. */
let running: { readonly request?: string } = {};

/** The context of an invocation as Lambda gives it, as far as it is used. */
interface Context {
  readonly awsRequestId?: string;
}

/** Returns the fields that every line of the log has: the ids of the request and of its trace, where Lambda gives them. */
export function invocationIds(environment = lambdaEnv()): Readonly<Record<string, string>> {
  const trace = /Root=([^;]+)/.exec(environment._X_AMZN_TRACE_ID ?? '')?.[1];
  return { ...running, ...(trace !== undefined && { trace }) };
}

/** Returns a handler for Lambda whose lines in the log carry the ids of the invocation. */
export function withInvocationIds<E, R>(handler: (event: E) => R): (event: E, context?: Context) => R {
  return (event, context) => {
    const { awsRequestId } = context ?? {};
    running = awsRequestId === undefined ? {} : { request: awsRequestId };
    return handler(event);
  };
}
