import type { LaunchDarklyAccess } from '../../../../src/adapters/targets/launchdarkly/api.ts';
import type { FlagRequest } from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import type { Line } from '../line.ts';
import { type Account, FLAG_TOKEN } from './account.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** As much of a response as Serin reads; a real one would wait for streams, outside of virtual time. */
function responseOf({ status, body }: Answer): Response {
  return {
    ok: status < 300,
    status,
    headers: new Headers(),
    body: null,
    json: async () => body,
    text: async () => JSON.stringify(body),
  } as unknown as Response;
}

/** What the line makes of a call that did not get through: an answer of LaunchDarkly's, or a connection that broke. */
function answered(error: unknown): Answer {
  const { $metadata, message } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === undefined) throw error;
  return { status, body: { message } };
}

/** LaunchDarkly over the line, without HTTP in between. */
export function flagAccess({ account, line }: { readonly account: Account; readonly line: Line }): LaunchDarklyAccess {
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', body } = init;
    const headers = init.headers as FlagRequest['headers'];
    const request: FlagRequest = { method, url: url.replace('https://flags', ''), headers, body: String(body ?? '') };
    const operation = method === 'PATCH' ? 'PatchFlag' : 'GetFlag';
    const act = () => account.answer('LaunchDarkly', operation, request) as Answer;
    return responseOf(await line('LaunchDarkly', operation, () => JSON.stringify(request), act).catch(answered));
  };
  return { fetch: send as typeof fetch, url: 'https://flags', token: async () => FLAG_TOKEN };
}
