import { type Caller, type Callers, IdentityUnavailable, ProofRefused } from '../../../ports/inbound/caller.ts';
import { IDENTITY_BODY, identityHeaders } from './identity-request.ts';

/** The timeout of a call to STS, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** Its answers are a few hundred characters. */
const MAX_ANSWER_LENGTH = 10_000;

/** The whole answer, and nothing beside it. Source: "GetCallerIdentity" in the AWS STS API reference. */
const ANSWER =
  /^(?:<\?xml [^<>]*\?>)?\s*<GetCallerIdentityResponse(?: xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/")?>\s*<GetCallerIdentityResult>((?:\s*<(Arn|UserId|Account)>[^<>]+<\/\2>)+)\s*<\/GetCallerIdentityResult>\s*<ResponseMetadata>\s*<RequestId>[^<>]*<\/RequestId>\s*<\/ResponseMetadata>\s*<\/GetCallerIdentityResponse>\s*$/;

const ARN = /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):[\w+=,.@/-]{1,700}$/;

/** The pattern of STS's error code. Source: "Common errors" in the AWS STS API reference. */
const REFUSAL = /<Code>([A-Za-z]{1,60})<\/Code>/;

/** The dependencies of asking STS. */
interface Parts {
  /** The address of STS in the worker's own region; another one where STS is a model. */
  readonly endpoint: string;
  readonly fetch: typeof fetch;
}

/** The one value of an element; null unless it is there exactly once. */
function singleElement(element: string, xml: string): string | null {
  const found = [...xml.matchAll(new RegExp(`<${element}>([^<>]+)</${element}>`, 'g'))];
  return found.length === 1 ? (found[0]?.[1] ?? null) : null;
}

function parseCaller(xml: string): Caller {
  const result = ANSWER.exec(xml)?.[1] ?? '';
  const [account, arn] = [singleElement('Account', result), singleElement('Arn', result)];
  if (account === null || arn === null || ARN.exec(arn)?.[1] !== account)
    throw new IdentityUnavailable('its answer is not one that is known');
  return { account, identity: { arn } };
}

/** An answer that is no yes: STS refuses the request, or is not itself. */
function toRefusal(status: number, xml: string): Error {
  const code = REFUSAL.exec(xml)?.[1];
  const isTheirs = status >= 400 && status < 500 && code !== undefined && !/Throttl|RequestLimit/.test(code);
  return isTheirs ? new ProofRefused(code) : new IdentityUnavailable(`it answered ${status}`);
}

/**
 * Asks STS whose signature a proof is, by sending the request that was signed. Address, method, path, body and every header
 * but the three of the proof are fixed here, and so is how the answer is read: who could choose them could let STS, or
 * something that looks like it, say anything (CVE-2020-16250).
 */
export function createCallers({ endpoint, fetch }: Parts): Callers {
  return {
    async whoSigned({ authorization, date, token }, hash) {
      const headers = {
        ...identityHeaders(hash),
        accept: 'text/xml',
        authorization,
        'x-amz-date': date,
        ...(token === null ? {} : { 'x-amz-security-token': token }),
      };
      let status: number;
      let xml: string;
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const request = { method: 'POST', headers, body: IDENTITY_BODY, redirect: 'error', signal } as const;
        const response = await fetch(endpoint, request);
        status = response.status;
        xml = (await response.text()).slice(0, MAX_ANSWER_LENGTH);
      } catch (cause) {
        throw new IdentityUnavailable('it could not be reached', { cause });
      }
      if (status !== 200) throw toRefusal(status, xml);
      return parseCaller(xml);
    },
  };
}
