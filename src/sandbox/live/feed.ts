import type { ServerResponse } from 'node:http';
import type { Log } from '../../ports/log.ts';
import type { Collect } from './collect.ts';
import type { Part, Patch } from './parts.ts';

/** The interval at which listeners receive changes, in milliseconds of real time. */
const INTERVAL_MS = 400;

/** The number of browsers that may listen at the same time. */
const MAX_LISTENERS = 20;

/** The backlog at which a listener is disconnected, in bytes; it reconnects and receives everything. */
const MAX_BACKLOG_BYTES = 4_000_000;

/** The time that a browser waits before it reconnects, in milliseconds. */
const RETRY_MS = 1000;

/** Sends browsers the state of the world: everything at first, then the changes. */
export interface Feed {
  /** Answers a request with server-sent events until it ends. */
  listen(response: ServerResponse): Promise<void>;
}

/** A part and its JSON, so that each is serialized once. */
interface Told {
  readonly part: Part;
  readonly json: string;
}

export function createFeed(collect: Collect, log: Pick<Log, 'error'>): Feed {
  /** The browsers that are connected, and those of them that have received everything and now receive changes. */
  const present = new Set<ServerResponse>();
  const listeners = new Set<ServerResponse>();
  let told: ReadonlyMap<string, Told> = new Map();
  let telling: Promise<void> | null = null;

  const send = (response: ServerResponse, text: string): void => {
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
    else response.write(text);
  };

  const tellNews = async (): Promise<void> => {
    const next = toJsonParts(await collect(), told);
    const patch = buildPatch(told, next);
    told = next;
    if (patch !== null) for (const response of listeners) send(response, event('patch', patch));
  };

  /** Sends the changes, one run at a time: a call during a run waits for that run. */
  const tell = (): Promise<void> => {
    telling ??= tellNews()
      .catch((error: unknown) => log.error({ error }, 'the console was not told what changed'))
      .finally(() => {
        telling = null;
      });
    return telling;
  };

  let ticking: NodeJS.Timeout | null = null;
  const leave = (response: ServerResponse): void => {
    listeners.delete(response);
    present.delete(response);
    if (present.size > 0 || ticking === null) return;
    clearInterval(ticking);
    ticking = null;
  };

  return {
    listen: async (response) => {
      if (present.size >= MAX_LISTENERS) {
        response.writeHead(503, { 'content-type': 'text/plain' }).end('Too many consoles are open. Close one.\n');
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      present.add(response);
      response.once('close', () => leave(response));
      ticking ??= setInterval(tell, INTERVAL_MS);
      await tell();
      // The browser left before it received anything.
      if (!present.has(response)) return;
      response.write(`retry: ${RETRY_MS}\n\n${event('world', jsonOfPatch([...told], []))}`);
      listeners.add(response);
    },
  };
}

function toJsonParts(parts: ReadonlyMap<string, Part>, told: ReadonlyMap<string, Told>): ReadonlyMap<string, Told> {
  return new Map(
    [...parts].map(([key, part]) => {
      const before = told.get(key);
      return [key, before?.part === part ? before : { part, json: JSON.stringify(part) }];
    }),
  );
}

/** Returns the changes in JSON; null when there are none. */
function buildPatch(before: ReadonlyMap<string, Told>, after: ReadonlyMap<string, Told>): string | null {
  const set = [...after].filter(([key, { json }]) => before.get(key)?.json !== json);
  const drop = [...before.keys()].filter((key) => !after.has(key));
  return set.length + drop.length === 0 ? null : jsonOfPatch(set, drop);
}

/** Returns a `Patch` in JSON. */
function jsonOfPatch(set: readonly (readonly [string, Told])[], drop: Patch['drop']): string {
  const parts = set.map(([key, { json }]) => `${JSON.stringify(key)}:${json}`);
  return `{"set":{${parts.join(',')}},"drop":${JSON.stringify(drop)}}`;
}

function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
