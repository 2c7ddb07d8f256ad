import { createContext, Script } from 'node:vm';
import type { LambdaRecord, LambdaRequest, LambdaResponse } from '../../../edge/lambda/event.ts';
import type { LambdaEdgeTrigger } from './edge-check.ts';
import { checkAnswer } from './edge-check.ts';

/** The environment of a Lambda@Edge container. */
export interface LambdaEdgeRuntime {
  /** Sends a request over the network. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Returns the time, in milliseconds since the epoch. */
  now(): number;
}

/** One request, or one response to it. */
export interface LambdaEdgeCase {
  readonly request: LambdaRequest;
  readonly response?: LambdaResponse;
  /** The id of the request, which functions see at viewer events. */
  readonly requestId: string;
}

/** A container with one function; its memory lives as long as the container. */
export interface LambdaEdgeContainer {
  /** Runs the function for one event. @throws LambdaEdgeInvalid when CloudFront would not accept its answer. */
  run(one: LambdaEdgeCase): Promise<LambdaRequest | LambdaResponse>;
}

/** The distribution of the model, as the function sees it. */
export const DISTRIBUTION = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
};

/**
 * Starts a model of a Lambda@Edge container (CloudFront Developer Guide, "Lambda@Edge event structure", "Restrictions on
 * Lambda@Edge", "Restrictions on all edge functions"): Node.js with the network and without an environment, modules or timers.
 * An answer may not change anything that is read-only at the event.
 */
export function startContainer(
  code: string,
  trigger: LambdaEdgeTrigger,
  { fetch, now }: LambdaEdgeRuntime,
): LambdaEdgeContainer {
  const exported: { handler?: (event: { Records: readonly LambdaRecord[] }) => Promise<LambdaRequest> } = {};
  const module = { exports: exported };
  const context = createContext(
    { module, exports: exported, fetch, AbortSignal, Buffer, Headers, edgeNow: now },
    { codeGeneration: { strings: false, wasm: false } },
  );
  new Script('Date.now = edgeNow; delete globalThis.edgeNow;').runInContext(context);
  new Script(code).runInContext(context);
  const { handler } = module.exports;
  if (handler === undefined) throw new Error('The function exports no handler.');
  return {
    async run({ request, response, requestId }) {
      const config = { ...DISTRIBUTION, eventType: trigger, ...(trigger === 'origin-request' ? {} : { requestId }) };
      const cf = { config, request, ...(response && { response }) };
      const answer = structuredClone(await handler({ Records: [{ cf: structuredClone(cf) }] }));
      checkAnswer(trigger, { request, response }, answer);
      return answer;
    },
  };
}
