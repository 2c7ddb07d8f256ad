import type { CloudFrontRequest } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildLambdaFunctions } from '../../src/edge/lambda/build.ts';
import { asEdgeEvent, type LambdaRequest, type LambdaResponse } from '../../src/edge/lambda/event.ts';
import { edgeSettings } from '../../src/edge/settings-schema.ts';
import { ASKING_SECONDS, FRESH_SECONDS } from '../../src/routing/freshness.ts';
import { aLambdaEdge, atOrigin, LAMBDA_SETTINGS, lambdaRequest } from './a-lambda-edge.ts';
import { type Asked, aBrowser, anEdge, SECRET, SETTINGS } from './an-edge.ts';

const requestId = '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==';

describe('the functions of Lambda@Edge', () => {
  it('are smaller than 10 KB each, with everything in use', async () => {
    const built = await buildLambdaFunctions(edgeSettings(LAMBDA_SETTINGS));
    expect(built.map(({ name }) => name)).toEqual([
      'lambda-viewer-request',
      'lambda-origin-request',
      'lambda-viewer-response',
      'tell-split',
    ]);
    for (const { code } of built) expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });

  it('load no modules and read no environment', async () => {
    for (const { code } of await buildLambdaFunctions(edgeSettings(LAMBDA_SETTINGS)))
      expect(code).not.toMatch(/\brequire\b|\bprocess\b|\bimport\(/);
  });

  it('are refused a cohort of a country, which CloudFront does not tell them in time', async () => {
    await expect(buildLambdaFunctions(edgeSettings(SETTINGS))).rejects.toThrow(/The cohort swiss is of a country/);
  });

  it('take the request that AWS shows as an example, of the type that its types have', async () => {
    const theirs: CloudFrontRequest = {
      clientIp: '203.0.113.178',
      method: 'GET',
      uri: '/',
      querystring: '',
      headers: {
        host: [{ key: 'Host', value: 'd111111abcdef8.cloudfront.net' }],
        'user-agent': [{ key: 'User-Agent', value: 'curl/7.66.0' }],
        accept: [{ key: 'accept', value: '*/*' }],
      },
    };
    const edge = await aLambdaEdge();
    const answer = await edge.container('viewer-request').run({ request: theirs as LambdaRequest, requestId });
    expect(answer).toEqual({
      ...theirs,
      headers: {
        ...theirs.headers,
        'x-serin-side': [{ key: 'x-serin-side', value: 'a' }],
        'x-serin-by': [{ key: 'x-serin-by', value: 'visitor' }],
        'x-serin-new-visitor': [{ key: 'x-serin-new-visitor', value: requestId }],
      },
    });
  });
});

describe('at the origin request', () => {
  async function sent(request: LambdaRequest, settings: unknown = LAMBDA_SETTINGS): Promise<LambdaRequest> {
    const edge = await aLambdaEdge(settings);
    return (await edge.container('origin-request').run({ request, requestId })) as LambdaRequest;
  }

  const onSide = (side: string, uri: string) => lambdaRequest({ uri, headers: { 'x-serin-side': side } });

  it('a bucket is entered as the distribution enters its own, under its own name', async () => {
    const { origin, headers } = await sent(atOrigin(onSide('b', '/index.html')));
    expect(origin).toEqual({
      s3: {
        authMethod: 'none',
        customHeaders: {},
        domainName: 'site-b.s3.eu-west-1.amazonaws.com',
        path: '',
      },
    });
    expect(headers.host).toEqual([{ key: 'Host', value: 'site-b.s3.eu-west-1.amazonaws.com' }]);
  });

  it('a bucket behind an origin access identity is named with its region', async () => {
    const request = atOrigin(onSide('b', '/'));
    const s3 = { ...request.origin!.s3!, authMethod: 'origin-access-identity' as const, region: 'us-east-1' };
    expect((await sent({ ...request, origin: { s3 } })).origin?.s3).toMatchObject({
      authMethod: 'origin-access-identity',
      region: 'eu-west-1',
    });
  });

  it.each([
    ['site-b.s3.dualstack.ap-southeast-1.amazonaws.com', 'ap-southeast-1'],
    ['site-b.s3-eu-central-2.amazonaws.com', 'eu-central-2'],
    ['site-b.s3.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['site-b.s3.amazonaws.com', 'us-east-1'],
  ])('the region of a bucket is found in %s', async (domain, region) => {
    const text = JSON.stringify(LAMBDA_SETTINGS).replaceAll('site-b.s3.eu-west-1.amazonaws.com', domain);
    const request = atOrigin(onSide('b', '/'));
    const s3 = { ...request.origin!.s3!, authMethod: 'origin-access-identity' as const, region: 'us-east-2' };
    const { origin } = await sent({ ...request, origin: { s3 } }, JSON.parse(text));
    expect(origin?.s3).toMatchObject({ domainName: domain, region });
  });

  it('a server is reached over HTTPS, with the headers and time-outs of the distribution', async () => {
    const { origin, headers } = await sent(atOrigin(onSide('b', '/api/orders')));
    expect(origin).toEqual({
      custom: {
        customHeaders: { 'x-from': [{ key: 'X-From', value: 'cloudfront' }] },
        domainName: 'api-b.example.com',
        keepaliveTimeout: 7,
        path: '/live',
        port: 443,
        protocol: 'https',
        readTimeout: 20,
        sslProtocols: ['TLSv1.2'],
      },
    });
    expect(headers.host).toEqual([{ key: 'Host', value: 'api-b.example.com' }]);
  });

  it('one kind of origin takes the place of the other', async () => {
    const api = atOrigin(onSide('b', '/api/orders'));
    const { origin: toServer } = await sent({ ...api, origin: atOrigin(onSide('b', '/')).origin! });
    expect(toServer?.custom).toMatchObject({ customHeaders: {}, keepaliveTimeout: 5, readTimeout: 30 });
    expect(toServer).not.toHaveProperty('s3');
    const { origin: toBucket } = await sent({ ...atOrigin(onSide('b', '/')), origin: api.origin! });
    expect(toBucket).toEqual({ s3: expect.objectContaining({ authMethod: 'none', customHeaders: {} }) });
  });

  it('the origin of the distribution is left where no side was noted, or one that there is not', async () => {
    for (const request of [
      atOrigin(lambdaRequest({})),
      atOrigin(onSide('c', '/')),
      atOrigin(onSide('constructor', '/')),
    ])
      expect(await sent(request)).toEqual(request);
  });
});

describe('at the viewer response', () => {
  const answered = async (request: LambdaRequest, headers: LambdaResponse['headers'] = {}) =>
    (await (
      await aLambdaEdge()
    )
      .container('viewer-response')
      .run({ request, requestId, response: { status: '200', headers } })) as LambdaResponse;

  it('cookies of the origin stay, and those of the edge come behind them', async () => {
    const edge = await aLambdaEdge();
    const viewer = { request: lambdaRequest({}), requestId };
    const request = (await edge.container('viewer-request').run(viewer)) as LambdaRequest;
    const theme = { key: 'Set-Cookie', value: 'theme=light' };
    const { headers } = await answered(request, { 'set-cookie': [theme] });
    expect(headers?.['set-cookie']?.map(({ value }) => value.split(/[=;]/, 1)[0])).toEqual([
      'theme',
      'serin-visitor',
      'serin-page',
    ]);
    expect(headers?.['set-cookie']?.[1]?.value).toMatch(
      new RegExp(`^serin-visitor=${requestId}; Path=/; Secure; HttpOnly`),
    );
  });

  it('nothing is set where no function ran at the viewer request', async () => {
    expect(await answered(lambdaRequest({ headers: { 'x-serin-side': 'b' } }))).toEqual({ status: '200', headers: {} });
  });

  it('no question is asked', async () => {
    const edge = await aLambdaEdge();
    await edge.ask();
    await edge.ask();
    expect(edge.asked.map(({ url }) => url)).toEqual(['https://d111111abcdef8.cloudfront.net/.serin/web']);
  });

  it('only what the request function noted counts, whatever the viewer claims', async () => {
    const edge = await aLambdaEdge();
    const claims = { 'x-serin-side': 'b', 'x-serin-by': 'page', 'x-serin-new-visitor': 'somebody' };
    const { response } = await edge.ask({ headers: claims, cookies: { uid: 'u-1' } });
    expect(response.headers?.['x-serin-side']?.value).toBe('a');
    expect(response.cookies).not.toHaveProperty('serin-visitor');
  });
});

describe('the split that a container knows', () => {
  it('counts for five seconds, and is asked for anew by the next request', async () => {
    const edge = await aLambdaEdge();
    expect((await edge.ask()).side).toBe('a');
    edge.writes({ weight: 100 });
    edge.now += FRESH_SECONDS * 1000 - 1;
    expect((await edge.ask()).side).toBe('a');
    edge.now += 1;
    expect((await edge.ask()).side).toBe('b');
    expect(edge.asked).toHaveLength(2);
  });

  it('is asked for once, however many requests wait for it', async () => {
    const edge = await aLambdaEdge();
    edge.split({ weight: 100 });
    const sides = await Promise.all(Array.from({ length: 50 }, () => edge.request({})));
    expect(new Set(sides)).toEqual(new Set(['b']));
    expect(edge.asked).toHaveLength(1);
  });

  it.each(['down', 'silent'] as const)(
    'counts for a minute more while no other is told: the network is %s',
    async (network) => {
      const edge = await aLambdaEdge();
      edge.split({ weight: 100 });
      expect((await edge.ask()).side).toBe('b');
      edge.network = network;
      edge.now += 60_000;
      expect((await edge.ask()).side).toBe('b');
      edge.now += FRESH_SECONDS * 1000;
      const { side, response } = await edge.ask();
      expect(side).toBe('a');
      expect(response.cookies).toEqual({});
      edge.network = 'up';
      edge.now += FRESH_SECONDS * 1000;
      expect((await edge.ask()).side).toBe('b');
    },
  );

  it('is asked for no oftener while that fails, and never waited for longer than two seconds', async () => {
    const limit = vi.spyOn(AbortSignal, 'timeout');
    const edge = await aLambdaEdge();
    edge.network = 'silent';
    for (let second = 0; second < 10; second += 1) {
      expect((await edge.ask()).side).toBe('a');
      edge.now += 1000;
    }
    expect(edge.asked).toHaveLength(2);
    expect(limit.mock.calls).toEqual([[ASKING_SECONDS * 1000], [ASKING_SECONDS * 1000]]);
    limit.mockRestore();
  });

  it('costs one more question for a token, and none for one that is too long or already over', async () => {
    const edge = await aLambdaEdge();
    await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary') } });
    expect(edge.asked).toHaveLength(2);
    await edge.ask({ cookies: { 'serin-override': `canary.9999999999.${'x'.repeat(200)}` } });
    await edge.ask({ cookies: { 'serin-override': edge.token('override', 'canary', -1) } });
    expect(edge.asked).toHaveLength(2);
  });

  it('is not asked for by the question itself, should it meet the function that asks', async () => {
    const edge = await aLambdaEdge();
    const own = { request: lambdaRequest({ uri: '/.serin/web' }), requestId };
    expect(await edge.container('viewer-request').run(own)).toEqual({ status: '404', statusDescription: 'Not Found' });
    expect(edge.asked).toEqual([]);
  });
});

describe('two containers that know different splits', () => {
  it.each([
    [0, 100, 'b'],
    [100, 0, 'a'],
  ])('keep a page together, from %d to %d %%', async (from, to, side) => {
    const edge = await aLambdaEdge();
    edge.split({ weight: from });
    await edge.ask();
    const old = edge.container('viewer-request');
    edge.split({ weight: to });
    const browser = aBrowser(edge, { uid: 'u-1' });
    expect((await browser.open()).side).toBe(side);
    const part = lambdaRequest({ headers: { 'sec-fetch-mode': 'no-cors' }, cookies: browser.cookies });
    const { headers } = (await old.run({ request: part, requestId })) as LambdaRequest;
    expect(headers['x-serin-side']).toEqual([{ key: 'x-serin-side', value: side }]);
    const page = lambdaRequest({ headers: { 'sec-fetch-mode': 'navigate' }, cookies: { uid: 'u-1' } });
    const { headers: before } = (await old.run({ request: page, requestId })) as LambdaRequest;
    expect(before['x-serin-side']?.[0]?.value).not.toBe(side);
  });
});

describe('a request, as Lambda@Edge is handed it', () => {
  const read = (change: Partial<LambdaRequest>) =>
    asEdgeEvent({
      config: { distributionDomainName: 'd111111abcdef8.cloudfront.net' },
      request: { ...lambdaRequest({}), ...change },
    }).request;
  const cookie = (...lines: readonly string[]) => ({
    headers: { cookie: lines.map((value) => ({ key: 'Cookie', value })) },
  });

  it('has the cookies of all of its lines, of which the first of a name counts', () => {
    const { cookies } = read(cookie('uid=u-1;  page = b.1==', 'uid=u-2; flag; =x'));
    expect({ ...cookies }).toEqual({
      uid: { value: 'u-1' },
      page: { value: 'b.1==' },
      flag: { value: '' },
      '': { value: 'x' },
    });
  });

  it('has no cookie or parameter that was not sent, whatever its name', () => {
    const { cookies, querystring } = read({});
    expect([cookies.constructor, querystring.constructor, cookies.toString]).toEqual([undefined, undefined, undefined]);
    expect({ ...read({ querystring: 'room=a%20b&room=c&x' }).querystring }).toEqual({
      room: { value: 'a%20b' },
      x: { value: '' },
    });
  });

  it('goes where it would go through CloudFront Functions, whatever stands in it', { timeout: 60_000 }, async () => {
    const builds = [await anEdge(LAMBDA_SETTINGS), await aLambdaEdge()] as const;
    for (const edge of builds) edge.split({ weight: 50, cohorts: ['beta', 'gold'] });
    const text = fc.string({ unit: fc.constantFrom(...'ab0%-._~=+ü'), maxLength: 12 });
    const values = (...names: readonly string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] });
    const asked = fc.record({
      uri: fc.oneof(
        fc.constant('/'),
        text.map((id) => `/rooms/${id}/x`),
      ),
      query: values('room', 'other'),
      headers: values('x-tenant', 'authorization', 'sec-fetch-mode', 'x-serin-override'),
      cookies: values('uid', 'serin-visitor', 'serin-page', 'serin-cohort'),
    });
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        // A visitor who is nobody yet has the id of the request: the two count in step.
        const [functions, lambda] = await Promise.all(builds.map((edge) => edge.ask(one as Asked)));
        expect(lambda?.side).toBe(functions?.side);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the function that tells the split', () => {
  it('keeps every secret to itself, and is not kept by a cache', async () => {
    const edge = await aLambdaEdge();
    edge.split({ weight: 5 });
    const { status, headers, body } = await edge.tells({ 'x-serin-cohort': edge.token('cohort', 'staff') });
    expect({ status, cached: headers['cache-control'] }).toEqual({ status: 200, cached: { value: 'no-store' } });
    expect(JSON.parse(body)).toEqual({ split: edge.store.values.get('web'), override: null, cohort: 'staff' });
    expect(body).not.toContain(SECRET);
  });

  it('says that it cannot, while the store cannot be read', async () => {
    const edge = await aLambdaEdge();
    edge.store.down = true;
    expect(await edge.tells({})).toMatchObject({ status: 503, body: '' });
  });
});
