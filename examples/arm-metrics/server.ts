// A server that counts its requests by arm.
import { createServer } from 'node:http';
import { type ArmMetricsOptions, recordRequests } from 'serin/routing';

export function createOrderServer(out: ArmMetricsOptions<never>['out'] = process.stdout) {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/orders' ? 200 : 503).end();
  });
  server.prependListener('request', recordRequests({ service: 'order', now: Date.now, out }));
  return server;
}
