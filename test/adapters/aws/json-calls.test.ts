import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, createJsonCalls, type JsonService } from '../../../src/adapters/aws/json-calls.ts';
import { localEnvironment } from './support/local-config.ts';

const ssm: JsonService = { name: 'ssm', api: 'AmazonSSM', variable: 'SSM' };
const events: JsonService = { name: 'events', api: 'AWSEvents', variable: 'EVENTBRIDGE' };

/** One region of each partition, and those that AWS gives another address. */
const REGIONS = [
  ...['us-east-1', 'eu-west-1', 'cn-north-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'xx-new-region-9'],
];

describe('the address of a service', () => {
  it.each(REGIONS)("is the SDK's own in %s", (region) => {
    const rules = { Region: region, UseDualStack: false, UseFIPS: false };
    const bySdk = [new SSMClient({ region }), new EventBridgeClient({ region })].map(
      ({ config }) => config.endpointProvider(rules).url.href,
    );
    expect([ssm, events].map((service) => addressOf(service, { AWS_REGION: region }).href)).toEqual(bySdk);
  });

  it('is another one where the environment says so, for all services or for this one first', () => {
    const all = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
    expect(addressOf(ssm, all).href).toBe('http://127.0.0.1:4566/');
    expect(addressOf(ssm, { ...all, AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:4567' }).href).toBe(
      'http://127.0.0.1:4567/',
    );
  });
});

/** A request as it arrived. */
interface Arrived {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * The signature that a request should have, made by hand. Source: "Create a signed AWS API request" in the IAM User Guide.
 */
function sign({ headers, body }: Arrived, secret: string, region: string, service: string): string {
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, hash(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

describe('calls without an SDK client', () => {
  let server: Server;
  let arrived: Arrived[];
  let replies: (readonly [status: number, body: string])[];
  let waits: number[];
  let environment: Record<string, string>;
  const wait = async (ms: number) => waits.push(ms);
  const call = () => createJsonCalls(ssm, { environment, wait })('GetParameters', { Names: ['/ü'] });

  beforeEach(async () => {
    [arrived, replies, waits] = [[], [], []];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      arrived.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const [status, body] = replies.shift() ?? [200, '{"Parameters":[]}'];
      response.writeHead(status).end(body);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    environment = { ...localEnvironment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('name the operation, carry the input and give the output', async () => {
    replies = [[200, '{"Parameters":[{"Name":"/a"}]}']];
    expect(await call()).toEqual({ Parameters: [{ Name: '/a' }] });
    expect(arrived[0]?.headers).toMatchObject({
      'x-amz-target': 'AmazonSSM.GetParameters',
      'content-type': 'application/x-amz-json-1.1',
    });
    expect(JSON.parse(arrived[0]?.body ?? '')).toEqual({ Names: ['/ü'] });
  });

  it('are signed for the region and the service', async () => {
    await call();
    const [first = { headers: {}, body: '' }] = arrived;
    expect(first.headers.authorization).toContain('Credential=local/');
    expect(first.headers.authorization).toContain(`Signature=${sign(first, 'local', 'us-east-1', 'ssm')}`);
    expect(first.headers.authorization).toMatch(/SignedHeaders=[^,]*host[^,]*x-amz-target/);
  });

  it('are signed with the credentials that the environment has at the time', async () => {
    const calls = createJsonCalls(ssm, { environment });
    await calls('GetParameters', {});
    Object.assign(environment, { AWS_ACCESS_KEY_ID: 'renewed', AWS_SESSION_TOKEN: 'session' });
    await calls('GetParameters', {});
    expect(arrived[0]?.headers['x-amz-security-token']).toBeUndefined();
    expect(arrived[1]?.headers['x-amz-security-token']).toBe('session');
    expect(arrived[1]?.headers.authorization).toContain('Credential=renewed/');
  });

  it('are not made without credentials, and say what to set', async () => {
    environment.AWS_SECRET_ACCESS_KEY = '';
    await expect(call()).rejects.toMatchObject({ code: 'credentials-missing' });
    expect([arrived, waits]).toEqual([[], []]);
  });

  it.each([
    ['an error of the service', [500, '{"__type":"InternalServerError"}']],
    ['throttling', [400, '{"__type":"ThrottlingException","message":"Rate exceeded"}']],
    ['a proxy that answers for it', [503, '<html>']],
  ] as const)('are made again after %s, at most three times in all', async (_what, refused) => {
    replies = [refused, refused];
    expect(await call()).toEqual({ Parameters: [] });
    expect(arrived).toHaveLength(3);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBeGreaterThan(100);
    replies = [refused, refused, refused];
    await expect(call()).rejects.toMatchObject({ code: 'call-refused', status: refused[0] });
    expect(arrived).toHaveLength(6);
  });

  it("are not made again after a refusal, and tell the service's name for it and its message", async () => {
    replies = [[400, '{"__type":"com.amazonaws#AccessDeniedException","Message":"not authorized"}']];
    await expect(call()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'GetParameters was refused: not authorized.',
    });
    expect(arrived).toHaveLength(1);
  });

  it('are made again when the connection fails, and end with its error', async () => {
    const closed = createServer();
    await new Promise<void>((ready) => closed.listen(0, '127.0.0.1', ready));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    environment.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
    await expect(call()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(waits).toHaveLength(2);
  });
});
