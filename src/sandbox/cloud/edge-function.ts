import { createHmac } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import type { EdgeEvent, EdgeRequest, EdgeResponse, EdgeResponseEvent } from '../../edge/event.ts';

/** The environment of a function at the edge. */
export interface EdgeRuntime {
  /** Returns the store that is associated with the function. Throws when there is none. */
  kvs(): { get(key: string): Promise<string> };
  /** Returns the time at the edge, in milliseconds since the epoch. */
  now(): number;
}

/** One function, deployed. */
export interface DeployedFunction<Event, Answer> {
  /** Runs it for one event. `origin` holds the function's changes to the request's origin; null when there are none. */
  run(event: Event): Promise<{ readonly answer: Answer; readonly origin: Readonly<Record<string, unknown>> | null }>;
}

/** The required first lines of a function: these modules, and no others can be imported. */
const IMPORTS = "import cf from 'cloudfront';\nimport hashing from 'crypto';\n";

/** Globals that a new context of Node has and runtime 2.0 does not list. */
const NOT_THERE = 'WebAssembly SharedArrayBuffer Atomics Intl Proxy Reflect WeakRef eval Function'.split(' ');

/** Thrown when a function cannot run at the edge, or when CloudFront does not accept its answer. */
export class EdgeFunctionInvalid extends Error {
  readonly code = 'edge-function-invalid';
  constructor(what: string) {
    super(`${what} CloudFront would answer the viewer with an error.`);
    this.name = 'EdgeFunctionInvalid';
  }
}

/**
 * Deploys a built function to a model of CloudFront Functions, runtime 2.0, as the CloudFront Developer Guide describes it
 * ("JavaScript runtime 2.0 features", "Restricted features", "Helper methods"): strict mode, no code from strings, no timers, no
 * network, no environment, here no randomness either; `cloudfront` and `crypto` as the only modules.
 */
export function deployFunction<Event extends EdgeEvent | EdgeResponseEvent, Answer extends EdgeRequest | EdgeResponse>(
  code: string,
  { kvs, now }: EdgeRuntime,
): DeployedFunction<Event, Answer> {
  let origin: Readonly<Record<string, unknown>> | null = null;
  let isResponse = false;
  const context = createContext(
    {
      Buffer: { from: (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding) },
      hashing: { createHmac: (name: string, key: string) => createHmac(name, key) },
      cf: {
        kvs,
        updateRequestOrigin(changed: Readonly<Record<string, unknown>>) {
          if (isResponse) throw new EdgeFunctionInvalid('The origin can be changed at the viewer request only.');
          origin = JSON.parse(JSON.stringify(changed));
        },
      },
      edgeNow: now,
    },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const gone = NOT_THERE.map((name) => `delete globalThis.${name};`).join('');
  new Script(`Date.now = edgeNow; delete globalThis.edgeNow; Math.random = undefined; ${gone}`).runInContext(context);
  const handler = new Script(`'use strict';\n${extractBody(code)}\nhandler`).runInContext(context) as (
    event: Event,
  ) => Promise<Answer>;
  return {
    async run(event) {
      origin = null;
      isResponse = 'response' in event;
      const answer = await handler(structuredClone(event));
      check(answer);
      return { answer, origin };
    },
  };
}

function extractBody(code: string): string {
  const body = code.slice(IMPORTS.length);
  if (!code.startsWith(IMPORTS) || /\bimport\b|\bexport\b|\brequire\b/.test(body))
    throw new EdgeFunctionInvalid('A function begins with its two imports, and there are no others.');
  return body;
}

/** Throws for an answer with which CloudFront fails the request. */
function check(answer: EdgeRequest | EdgeResponse): void {
  for (const [name, header] of Object.entries(answer.headers ?? {})) {
    const isValue = typeof header?.value === 'string' && !/[\r\n]/.test(header.value);
    if (name !== name.toLowerCase() || !isValue) throw new EdgeFunctionInvalid(`The header ${name} cannot be sent.`);
  }
  if (!('statusCode' in answer)) return;
  for (const [name, cookie] of Object.entries(answer.cookies ?? {})) {
    if (typeof cookie?.attributes !== 'string' || /[;,\s]/.test(cookie.value))
      throw new EdgeFunctionInvalid(`The cookie ${name} cannot be sent.`);
  }
}
