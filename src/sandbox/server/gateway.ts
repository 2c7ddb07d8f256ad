import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The answer to an HTTP request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Returns a request as API Gateway's HTTP API hands it to a function: payload format 2.0, header names in lower case, the body
 * in base64. Source: "Create AWS Lambda proxy integrations for HTTP APIs" in the API Gateway developer guide.
 */
export function toEvent(request: IncomingMessage, body: Buffer, at: number): APIGatewayProxyEventV2 {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  return {
    version: '2.0',
    routeKey: `${method} ${pathname}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'sandbox',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'sandbox',
      http: {
        method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: 'sandbox',
      routeKey: `${method} ${pathname}`,
      stage: '$default',
      time: new Date(at).toISOString(),
      timeEpoch: at,
    },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}

/** Returns a function's answer as HTTP. */
export function fromResult(result: APIGatewayProxyStructuredResultV2): HttpAnswer {
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  return {
    status: result.statusCode ?? 200,
    headers: Object.fromEntries(headers),
    body: Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'),
  };
}
