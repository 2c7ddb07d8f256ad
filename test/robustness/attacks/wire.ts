import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Model } from '../../../src/sandbox/cloud/attach.ts';
import { close, listen } from '../../../src/sandbox/server/listen.ts';
import { operationOf } from './operation.ts';

/** One request that left a function. */
export interface Sent {
  /** `SSM`, `Lambda`, … or the name of a place outside AWS. */
  readonly to: string;
  /** `GetParameters`, or method and path. */
  readonly what: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** AWS and the places outside it on the loopback interface: everything that is sent there is written down. */
export interface Wire {
  readonly url: string;
  readonly sent: readonly Sent[];
  close(): Promise<void>;
}

/** Where requests are passed on to, by the first word of their path. */
type Places = Readonly<Record<string, { readonly url: string; readonly host?: string }>>;

/** JSON of AWS has moments as seconds, in both directions. */
function toJson(value: object): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, item) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1000 : item;
  });
}

async function modelled(models: Readonly<Record<string, Model>>, incoming: IncomingMessage, body: Buffer) {
  const { service, operation, input } = operationOf(incoming, body);
  const model = models[service]?.[operation] as ((input: unknown) => object | Promise<object>) | undefined;
  if (model === undefined) throw new Error(`No model answers ${service} ${operation} (${incoming.url}).`);
  return model(input);
}

function answer(response: ServerResponse, output: object): void {
  const { Payload, FunctionError, StatusCode } = output as {
    Payload?: Buffer;
    FunctionError?: string;
    StatusCode?: number;
  };
  if (StatusCode === undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(toJson(output));
    return;
  }
  const headers = FunctionError === undefined ? {} : { 'x-amz-function-error': FunctionError };
  response.writeHead(StatusCode, headers).end(Payload);
}

function refuse(response: ServerResponse, error: unknown): void {
  const { name, message, $fault, $metadata } = error as Error & {
    $fault?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? ($fault === 'client' ? 400 : 500);
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name })
    .end(JSON.stringify({ __type: name, message }));
}

/** Hands a request to another server of this machine, and its answer back. */
function passOn(
  place: Places[string],
  path: string,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) {
  const headers = { ...incoming.headers, ...(place.host === undefined ? {} : { host: place.host }) };
  const outgoing = request(place.url + path, { method: incoming.method, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    answered.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  outgoing.end(body);
}

/** @param models what answers of AWS, DynamoDB aside */
export async function startWire(
  models: Readonly<Record<string, Model>>,
  dynamodb: string,
  places: Places,
): Promise<Wire> {
  const sent: Sent[] = [];
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    const [, word = '', path = ''] = /^\/([a-z]+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const place = places[word];
    const { service, operation } = operationOf(incoming, body);
    const to = place === undefined ? service : word;
    const what = place === undefined ? operation : `${incoming.method} ${path}`;
    sent.push({ to, what, headers: incoming.headers, body: body.toString() });
    if (place !== undefined) return passOn(place, path, incoming, body, response);
    if (service === 'DynamoDB') return passOn({ url: dynamodb }, '/', incoming, body, response);
    try {
      return answer(response, await modelled(models, incoming, body));
    } catch (error) {
      return refuse(response, error);
    }
  });
  return { url: await listen(server, 0), sent, close: () => close(server) };
}
