import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Runs a function with an event, and returns its answer. */
export type RunFunction = (name: string, event: object) => Promise<unknown>;

/** Serves AWS on the loopback: moto, but for synchronous calls of functions, which `run` answers. */
export async function startFront(motoUrl: string, run: RunFunction) {
  const { hostname, port } = new URL(motoUrl);
  const server = createServer(async (incoming, answer) => {
    const { method, url: path = '/', headers } = incoming;
    const name = /^\/2015-03-31\/functions\/([\w-]+)\/invocations/.exec(path)?.[1];
    if (name === undefined) {
      const onward = request({ hostname, port, method, path, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      onward.on('error', (error) => answer.destroy(error));
      incoming.pipe(onward);
      return;
    }
    try {
      const said = await run(name, JSON.parse((await buffer(incoming)).toString()));
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? null));
    } catch (error) {
      answer.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message: String(error) }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
