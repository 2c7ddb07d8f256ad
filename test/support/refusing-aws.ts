import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a service writes its errors: REST with JSON or XML, or the JSON protocol of DynamoDB and SSM. */
export type Protocol = 'rest-json' | 'rest-xml' | 'json';

/** One answer as it is on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal as the service sends it. @param protocol of the service */
export function refusal(protocol: Protocol, status: number, code: string, message: string): WireAnswer {
  switch (protocol) {
    case 'rest-json':
      return {
        status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Type: 'User', Message: message, message }),
      };
    case 'rest-xml':
      return {
        status,
        headers: { 'content-type': 'text/xml' },
        body: `<?xml version="1.0"?>\n<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
      };
    case 'json':
      return {
        status,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ __type: `com.amazonaws.any#${code}`, message }),
      };
  }
}

/** A server on this machine that answers whatever it is told to, in turn; the last answer stays. */
export async function refusingAws() {
  let answers: readonly WireAnswer[] = [];
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      const [next, ...rest] = answers;
      if (rest.length > 0) answers = rest;
      response.writeHead(next?.status ?? 500, next?.headers).end(next?.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Some services put an account or a bucket before the name of the host.
  const lookup = (_host: string, options: { all?: boolean }, done: (...of: unknown[]) => void) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  return {
    /** What a client of the SDK is made with; it asks once, so that each refusal reaches the adapter. */
    config: {
      region: 'us-east-1',
      endpoint: `http://localhost:${port}`,
      maxAttempts: 1,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      requestHandler: { httpAgent: new Agent({ lookup: lookup as never }) },
    },
    asked,
    answer(...next: readonly WireAnswer[]) {
      answers = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
