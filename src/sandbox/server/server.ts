import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Log } from '../../ports/log.ts';
import { DISCOVERY_PATH, SIGNALS_PATH, SLACK_PATH } from '../functions/functions.ts';
import { createLive } from '../live/live.ts';
import { isForeign } from '../live/same-site.ts';
import type { Driver } from '../time/driver.ts';
import type { World } from '../world.ts';
import type { Answer } from './answers.ts';
import { close, listen } from './listen.ts';
import { createRoutes, type Routes } from './routes.ts';

/** The largest body accepted, in bytes; API Gateway accepts ten times as much, Slack sends a tenth. */
const MAX_BODY_BYTES = 1_000_000;

/** The sandbox's own server. */
export interface SandboxServer {
  /** The address, without a slash at the end. */
  readonly url: string;
  /** Begins to answer requests; until then they wait. */
  open(world: World, driver: Driver): void;
  close(): Promise<void>;
}

/** Starts the server on a port of the loopback interface. @param port 0 for any free one */
export async function startServer(port: number, log: Log): Promise<SandboxServer> {
  let resolveRoutes = (_routes: Routes): void => undefined;
  const routes = new Promise<Routes>((resolve) => {
    resolveRoutes = resolve;
  });
  const listener: RequestListener = (request, response) => {
    routes
      .then((ready) => answer(ready, request, response))
      .catch((error: unknown) => {
        log.error({ error, url: request.url }, 'a request failed');
        send(response, { status: 500, json: { error: 'internal', message: String(error) } });
      });
  };
  const server = createServer(listener);
  return {
    url: await listen(server, port),
    open: (world, driver) => resolveRoutes(createRoutes(world, driver, createLive(world, driver, log))),
    close: () => close(server),
  };
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  // Slack's requests are signed and may come through a tunnel under any name; these functions check their callers themselves.
  const isOpen = pathname === SLACK_PATH || [DISCOVERY_PATH, SIGNALS_PATH].some((path) => pathname.startsWith(path));
  if (!isOpen && isForeign(request)) {
    const message = 'Only pages of the sandbox itself may ask. Open it as http://127.0.0.1 or http://localhost.';
    return send(response, { status: 403, json: { error: 'foreign', message } });
  }
  const methods = routes.at(pathname);
  if (methods === null)
    return send(response, {
      status: 404,
      json: { error: 'not-found', message: `There is nothing at ${pathname}. See GET /.` },
    });
  const route = methods[request.method ?? ''];
  if (route === undefined) {
    const allowed = Object.keys(methods).join(', ');
    const json = { error: 'method-not-allowed', message: `${pathname} takes ${allowed}.` };
    return send(response, { status: 405, json, headers: { allow: allowed } });
  }
  const body = await read(request);
  if (body === null) {
    const json = { error: 'too-large', message: `A body has at most ${MAX_BODY_BYTES} bytes.` };
    return send(response, { status: 413, json, headers: { connection: 'close' } });
  }
  const answered = await route({ request, body, query: searchParams });
  if ('stream' in answered) await answered.stream(response);
  else send(response, answered);
}

/** Reads the whole body; null when it is too large. */
async function read(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: Exclude<Answer, { readonly stream: unknown }>): void {
  const { status, headers = {}, ...content } = answer;
  if ('json' in content) {
    const body = `${JSON.stringify(content.json, null, 2)}\n`;
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(body);
    return;
  }
  response.writeHead(status, headers).end(content.body);
}
