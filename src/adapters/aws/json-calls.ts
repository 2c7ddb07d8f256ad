import { createHash, createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { partition } from '@aws-sdk/core/client';
import { SignatureV4 } from '@smithy/signature-v4';

/** A service of AWS that speaks JSON over one address, as the SDK calls it. */
export interface JsonService {
  /** The first label of its host, and its name in signatures. */
  readonly name: 'ssm' | 'events';
  /** The name of its API before the dot in `x-amz-target`. */
  readonly api: 'AmazonSSM' | 'AWSEvents';
  /** The variable that names another address for it, after `AWS_ENDPOINT_URL_`. */
  readonly variable: 'SSM' | 'EVENTBRIDGE';
}

/** The dependencies of calling AWS without an SDK client. */
interface Parts {
  /** Lambda's own variables: the region, the credentials, and addresses that replace AWS's. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Waits so many milliseconds between two tries. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** AWS refused a call. The name is the service's own for the error. */
export class CallRefused extends Error {
  readonly code = 'call-refused';
  readonly status: number;
  constructor(operation: string, status: number, name: string, message: string) {
    super(`${operation} was refused: ${message || name}.`);
    this.name = name;
    this.status = status;
  }
}

/** There is nothing to sign with. */
export class CredentialsMissing extends Error {
  readonly code = 'credentials-missing';
  constructor() {
    super('Unable to find AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as Lambda does by itself.');
    this.name = 'CredentialsMissing';
  }
}

/** The calls of one service: takes the name of an operation and its input, and gives its output as it came. */
export type JsonCalls = (operation: string, input: object) => Promise<unknown>;

/** The tries and the time of a request are those of the SDK's clients (client-defaults.ts); times in milliseconds. */
const TRIES = 3;
const TIMEOUT_MS = 5_000;
const FIRST_PAUSE_MS = 100;

/** SHA-256 in the shape that the signer asks for. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Buffer);
  }
  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): never {
    throw new TypeError('A hash is made for one digest.');
  }
}

/** The address of a service in a region, in every partition that the SDK knows; or the one that the environment names. */
export function addressOf(service: JsonService, environment: Parts['environment']): URL {
  const given = environment[`AWS_ENDPOINT_URL_${service.variable}`] || environment.AWS_ENDPOINT_URL;
  if (given) return new URL(given);
  const region = environment.AWS_REGION ?? '';
  return new URL(`https://${service.name}.${region}.${partition(region).dnsSuffix}/`);
}

function readCredentials(environment: Parts['environment']) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey) throw new CredentialsMissing();
  const { AWS_SESSION_TOKEN: sessionToken } = environment;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

const isWorthAnotherTry = (error: unknown): boolean =>
  error instanceof CallRefused
    ? error.status >= 500 || /thrott|toomany|limitexceeded/i.test(error.name)
    : !(error instanceof CredentialsMissing);

/** A response over HTTP. */
interface Reply {
  readonly status: number;
  readonly body: string;
}

const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Posts a body. Node's own client: its `fetch` costs more CPU at the first call than the whole function takes to load. */
function post(address: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Reply> {
  const isPlain = address.protocol === 'http:';
  const agent = agents[isPlain ? 'http:' : 'https:'];
  const options = { method: 'POST', headers, agent, signal: AbortSignal.timeout(TIMEOUT_MS) };
  return new Promise((resolve, reject) => {
    const request = (isPlain ? httpRequest : httpsRequest)(address, options, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    request.on('error', reject).end(body);
  });
}

function readReply(operation: string, { status, body }: Reply): unknown {
  if (status >= 200 && status < 300) return JSON.parse(body);
  let said: { readonly __type?: unknown; readonly message?: unknown; readonly Message?: unknown } = {};
  try {
    said = JSON.parse(body);
  } catch {
    // A proxy answered, not the service.
  }
  const name = String(said.__type ?? `HTTP ${status}`).replace(/^.*#/, '');
  throw new CallRefused(operation, status, name, String(said.message ?? said.Message ?? ''));
}

/**
 * Calls one service with Lambda's credentials and three tries, by a signed request. It loads in a fraction of the time of an SDK client,
 * which is most of a cold start; it is for the function that has three seconds to answer Slack. The signature is the
 * SDK's. The calls throw CallRefused, CredentialsMissing, or the error of the connection.
 */
export function createJsonCalls(service: JsonService, parts: Parts): JsonCalls {
  const { environment, wait = pause } = parts;
  const signer = new SignatureV4({
    service: service.name,
    region: environment.AWS_REGION ?? '',
    sha256: Sha256,
    // Read at each call: they are renewed in a container that lives long.
    credentials: async () => readCredentials(environment),
  });

  const tryOnce: JsonCalls = async (operation, input) => {
    const address = addressOf(service, environment);
    const { protocol, host, hostname, port, pathname: path } = address;
    const headers = {
      ...{ host, 'content-type': 'application/x-amz-json-1.1' },
      'x-amz-target': `${service.api}.${operation}`,
    };
    const body = JSON.stringify(input);
    const { headers: signed } = await signer.sign({
      ...{ method: 'POST', protocol, hostname, path, headers, body },
      ...(port === '' ? {} : { port: Number(port) }),
    });
    return readReply(operation, await post(address, signed, body));
  };

  return async (operation, input) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await tryOnce(operation, input);
      } catch (error) {
        if (tries === TRIES || !isWorthAnotherTry(error)) throw error;
        await wait(FIRST_PAUSE_MS * 2 ** (tries - 1) * (1 + Math.random()));
      }
    }
  };
}
