import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it } from 'vitest';
import { clientDefaults } from '../../../src/adapters/aws/client-defaults.ts';
import { localConfig } from './support/local-config.ts';

describe('the defaults of the SDK clients', () => {
  let server: Server;
  const listen = async (listener: RequestListener): Promise<string> => {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('try three times and then give up', async () => {
    let requests = 0;
    const endpoint = await listen((_request, response) => {
      requests += 1;
      response.writeHead(500).end('{}');
    });
    const client = new SSMClient({ ...localConfig, ...clientDefaults(), endpoint });
    await expect(client.send(new GetParameterCommand({ Name: 'a' }))).rejects.toThrow();
    expect(requests).toBe(3);
  });

  it('end a request that is not answered with an error', async () => {
    const endpoint = await listen(() => undefined);
    const { requestHandler } = clientDefaults();
    const client = new SSMClient({
      ...localConfig,
      ...clientDefaults(),
      endpoint,
      maxAttempts: 1,
      requestHandler: { ...requestHandler, requestTimeout: 20 },
    });
    await expect(client.send(new GetParameterCommand({ Name: 'a' }))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
