import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that the loopback server got. */
export interface Received {
  readonly path: string;
  readonly body: string;
}

/** What the server answers: a status, JSON, and headers. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP server on the loopback that records what it gets. */
export interface Loopback {
  readonly url: string;
  readonly received: readonly Received[];
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts a server that answers each request with what `answer` says. */
export async function startLoopback(answer: (request: Received) => Answer): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const got = { path: request.url ?? '', body: await read(request) };
    received.push(got);
    const { status = 200, json = {}, headers = {} } = answer(got);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
