import { createHmac } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import type { EdgeEvent, EdgeRequest, EdgeResponse, EdgeResponseEvent } from '../../src/edge/event.ts';

/** A store at the edge: what `kvs().get` answers. */
export interface EdgeStore {
  readonly values: Map<string, string>;
  /** Whether it does not answer at all. */
  down: boolean;
  /** Whether the function may use it. */
  isAssociated: boolean;
  /** How often it was read. */
  reads: number;
}

/** One function, deployed. */
export interface Deployed<Event, Answer> {
  /** Runs it for one event. */
  run(event: Event): Promise<{ readonly answer: Answer; readonly origin: Readonly<Record<string, unknown>> | null }>;
}

/** What a function may begin with: these modules, and nothing else can be imported. */
const IMPORTS = "import cf from 'cloudfront';\nimport hashing from 'crypto';\n";

/** What a new context of Node has and runtime 2.0 does not list, or what would make a decision differ from the one before. */
const NOT_THERE = [
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'Intl',
  'Proxy',
  'Reflect',
  'WeakRef',
  'eval',
  'Function',
];

export function anEdgeStore(values: Readonly<Record<string, string>> = {}): EdgeStore {
  return { values: new Map(Object.entries(values)), down: false, isAssociated: true, reads: 0 };
}

/**
 * Deploys a built function to a model of CloudFront Functions, runtime 2.0, as the CloudFront Developer Guide describes it
 * ("JavaScript runtime 2.0 features", "Restricted features", "Helper methods"): strict mode, no code from strings, no timers,
 * no network, no environment; `cloudfront` and `crypto` as the only modules; a store whose `get` rejects for what it has not.
 * @param now the time at the edge.
 */
export function deploy<Event extends EdgeEvent | EdgeResponseEvent, Answer extends EdgeRequest | EdgeResponse>(
  code: string,
  store: EdgeStore,
  now: () => number,
): Deployed<Event, Answer> {
  if (!code.startsWith(IMPORTS)) throw new Error('A function begins with its imports.');
  const body = code.slice(IMPORTS.length);
  if (/\bimport\b|\bexport\b|\brequire\b/.test(body)) throw new Error('There are no other modules at the edge.');
  let origin: Readonly<Record<string, unknown>> | null = null;
  let isResponse = false;
  const context = createContext(
    {
      Buffer: { from: (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding) },
      hashing: { createHmac: (name: string, key: string) => createHmac(name, key) },
      cf: {
        kvs() {
          if (!store.isAssociated) throw new Error('No store is associated with the function.');
          return { get: (key: string) => read(store, key) };
        },
        updateRequestOrigin(changed: Readonly<Record<string, unknown>>) {
          if (isResponse) throw new Error('The origin can be changed at the viewer request only.');
          origin = JSON.parse(JSON.stringify(changed));
        },
      },
      edgeNow: now,
    },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const gone = NOT_THERE.map((name) => `delete globalThis.${name};`).join('');
  new Script(`Date.now = edgeNow; delete globalThis.edgeNow; Math.random = undefined; ${gone}`).runInContext(context);
  const handler = new Script(`'use strict';\n${body}\nhandler`).runInContext(context) as (
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

async function read(store: EdgeStore, key: string): Promise<string> {
  store.reads += 1;
  const value = store.down ? undefined : store.values.get(key);
  if (value === undefined) throw new Error('KeyNotFound');
  return value;
}

/** CloudFront fails a request whose function answers something else. */
function check(answer: EdgeRequest | EdgeResponse): void {
  for (const [name, header] of Object.entries(answer.headers ?? {})) {
    if (name !== name.toLowerCase()) throw new Error(`The header ${name} is not in lower case.`);
    if (typeof header?.value !== 'string' || /[\r\n]/.test(header.value))
      throw new Error(`The header ${name} has no value.`);
  }
  if (!('statusCode' in answer)) return;
  for (const [name, cookie] of Object.entries(answer.cookies ?? {})) {
    if (typeof cookie?.attributes !== 'string' || /[;,\s]/.test(cookie.value))
      throw new Error(`The cookie ${name} cannot be sent.`);
  }
}
