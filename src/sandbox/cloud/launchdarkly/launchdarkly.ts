import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { PatchRefused } from '../json-patch.ts';
import { type FlagContext, variationFor } from './evaluate.ts';
import {
  afterInstructions,
  afterPatch,
  Malformed,
  type ModelEnvironment,
  type ModelFlag,
  newFlag,
  shareIn,
} from './flag.ts';

/** LaunchDarkly's answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** A call, as faults and tests see it. */
export interface FlagCall {
  readonly method: string;
  readonly path: string;
  readonly isSemantic: boolean;
}

/** A request as it arrives. */
export interface FlagRequest {
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  /** The headers, by their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** LaunchDarkly's REST API for flags, in the parts that Serin uses: versions, both kinds of patches, tokens, errors. */
export interface LaunchDarklyCloud {
  /** Makes a flag with variations by name, the first of which everybody gets. */
  createFlag(project: string, flag: string, environment: string, variations: readonly string[]): void;
  deleteFlag(project: string, flag: string): void;
  /** Returns a flag. @throws TypeError when it does not exist */
  flag(project: string, flag: string): ModelFlag;
  /** Replaces parts of a flag in an environment, as a person in the console would; its version rises. */
  edit(project: string, flag: string, environment: string, changes: Partial<ModelEnvironment>): void;
  /** Returns the name of the variation that a context gets, as an SDK would. */
  evaluate(project: string, flag: string, environment: string, context: FlagContext): string;
  /** Returns the share of a variation, in percent: from the description of a rule on an arm, or from the default rule. */
  share(project: string, flag: string, environment: string, variation: string): number;
  /** Answers a request at once, as the server does. */
  take(request: FlagRequest): Answer;
  /** Registers a function that sees every call first. An answer that it returns replaces the model's. */
  onCall(see: (call: FlagCall) => Answer | null | Promise<Answer | null>): void;
  /** A server that has not begun to listen. */
  readonly server: Server;
}

const error = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } });

/** @param token the only access token that is accepted */
export function createLaunchDarklyModel(token: string): LaunchDarklyCloud {
  const flags = new Map<string, ModelFlag>();
  let answerCall: Parameters<LaunchDarklyCloud['onCall']>[0] = () => null;
  const requireFlag = (project: string, flag: string): ModelFlag => {
    const found = flags.get(`${project}/${flag}`);
    if (found === undefined) throw new TypeError(`There is no flag ${project}/${flag}.`);
    return found;
  };

  const answerRequest = ({ method, url, headers, body }: FlagRequest): Answer => {
    const { pathname, searchParams } = new URL(url, 'http://launchdarkly');
    if (headers.authorization !== token) return error(401, 'unauthorized', 'Invalid access token');
    const key = decodeURIComponent(pathname.replace('/api/v2/flags/', ''));
    const flag = flags.get(key);
    if (flag === undefined) return error(404, 'not_found', 'Invalid resource identifier');
    if (method !== 'PATCH') return { status: 200, body: inEnvironment(flag, searchParams.get('env')) };
    const after = patchFlag(flag, JSON.parse(body), isSemanticPatch(headers['content-type']));
    flags.set(key, after);
    return { status: 200, body: after };
  };
  const take = (request: FlagRequest): Answer => {
    try {
      return answerRequest(request);
    } catch (cause) {
      return answerTo(cause);
    }
  };
  const serve = async (request: IncomingMessage): Promise<Answer> => {
    const { method = '', url = '', headers } = request;
    const type = headers['content-type'];
    const body = await text(request);
    const path = new URL(url, 'http://launchdarkly').pathname;
    const instead = await answerCall({ method, path, isSemantic: isSemanticPatch(type) });
    return (
      instead ?? take({ method, url, headers: { authorization: headers.authorization, 'content-type': type }, body })
    );
  };

  return {
    createFlag: (project, flag, environment, variations) => {
      flags.set(`${project}/${flag}`, newFlag(flag, environment, variations));
    },
    deleteFlag: (project, flag) => {
      flags.delete(`${project}/${flag}`);
    },
    flag: requireFlag,
    edit: (project, flag, environment, changes) => {
      const before = requireFlag(project, flag);
      const here = before.environments[environment] as ModelEnvironment;
      const after = { ...here, ...changes, version: here.version + 1 };
      const environments = { ...before.environments, [environment]: after };
      flags.set(`${project}/${flag}`, { ...before, _version: before._version + 1, environments });
    },
    evaluate: (project, flag, environment, context) => {
      const { variations, environments } = requireFlag(project, flag);
      const position = variationFor(flag, environments[environment] as ModelEnvironment, context);
      return variations[position]?.name ?? '';
    },
    share: (project, flag, environment, variation) => {
      const { variations, environments } = requireFlag(project, flag);
      const position = variations.findIndex(({ name }) => name === variation);
      return shareIn(environments[environment] as ModelEnvironment, position);
    },
    take,
    onCall: (next) => {
      answerCall = next;
    },
    server: createServer((request, response) => {
      serve(request)
        .catch(answerTo)
        .then(({ status, headers = {}, body }) => {
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
        })
        .catch((cause) => response.destroy(cause));
    }),
  };
}

function isSemanticPatch(contentType = ''): boolean {
  return /domain-model=launchdarkly\.semanticpatch/.test(contentType);
}

/** Patches a flag. A semantic patch without its header counts as a JSON patch and is refused (REST API, "Updates"). */
function patchFlag(flag: ModelFlag, body: unknown, isSemantic: boolean): ModelFlag {
  if (!isSemantic) {
    if (!Array.isArray(body)) throw new Malformed('a JSON patch is a list');
    return afterPatch(flag, body);
  }
  const { environmentKey, instructions } = body as { environmentKey: string; instructions: readonly never[] };
  if (flag.environments[environmentKey] === undefined) throw new Malformed(`no environment ${environmentKey}`);
  return afterInstructions(flag, environmentKey, instructions);
}

/** Turns an error into an answer. A patch whose `test` fails is a conflict with an earlier writer. */
function answerTo(cause: unknown): Answer {
  if (cause instanceof PatchRefused) return error(409, 'optimistic_locking_error', cause.message);
  if (cause instanceof Malformed || cause instanceof SyntaxError) return error(400, 'invalid_request', cause.message);
  return error(500, 'internal_service_error', String(cause));
}

function inEnvironment(flag: ModelFlag, environment: string | null): ModelFlag {
  if (environment === null) return flag;
  const here = flag.environments[environment];
  return { ...flag, environments: here === undefined ? {} : { [environment]: here } };
}
