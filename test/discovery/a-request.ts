/** What is peculiar to a request. */
interface Peculiar {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stage?: string;
}

/** A request as an HTTP API hands it over: alice asks for `order`. */
export function aRequest(over: Peculiar = {}): object {
  const { method = 'GET', path = '/discovery/order', query = 'user=alice', headers = {}, stage = '$default' } = over;
  return {
    version: '2.0',
    routeKey: 'ANY /discovery/{service}',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: { stage, http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' } },
    isBase64Encoded: false,
  };
}
