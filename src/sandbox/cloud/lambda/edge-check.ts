import type { LambdaHeaders, LambdaRequest, LambdaResponse } from '../../../edge/lambda/event.ts';

/** Headers that a function may read but not change, by event ("Restrictions on all edge functions", "Read-only headers"). */
const READ_ONLY: Readonly<Record<LambdaEdgeTrigger, readonly string[]>> = {
  'viewer-request': ['content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ],
  'viewer-response': ['content-encoding', 'content-length', 'transfer-encoding', 'warning', 'via'],
};

/** Headers that a function may not add ("Disallowed headers"). */
const DISALLOWED =
  /^(connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-cache.*|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/** Thrown when CloudFront does not accept the answer of a Lambda@Edge function. */
export class LambdaEdgeInvalid extends Error {
  readonly code = 'lambda-edge-invalid';
  constructor(what: string) {
    super(`${what} CloudFront would answer the viewer with 502.`);
    this.name = 'LambdaEdgeInvalid';
  }
}

/** The request, and for a response event the response, that the function received. */
interface Before {
  readonly request: LambdaRequest;
  readonly response: LambdaResponse | undefined;
}

/** @throws LambdaEdgeInvalid when an answer breaks a rule of its event. */
export function checkAnswer(
  trigger: LambdaEdgeTrigger,
  { request, response }: Before,
  answer: LambdaRequest | LambdaResponse,
): void {
  if (trigger === 'viewer-response') {
    if (!('status' in answer) || answer.status !== response?.status)
      throw new LambdaEdgeInvalid('A function of the viewer response leaves the status as it is.');
    checkHeaders(trigger, response.headers ?? {}, answer.headers ?? {});
    return;
  }
  if ('status' in answer) {
    checkHeaders(trigger, {}, answer.headers ?? {});
    return;
  }
  if (answer.method !== request.method || answer.clientIp !== request.clientIp)
    throw new LambdaEdgeInvalid('The method and the address of the viewer cannot be changed.');
  checkHeaders(trigger, request.headers, answer.headers);
  checkOrigin(trigger, answer.origin);
}

function checkHeaders(trigger: LambdaEdgeTrigger, before: LambdaHeaders, after: LambdaHeaders): void {
  for (const name of READ_ONLY[trigger])
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      throw new LambdaEdgeInvalid(`The header ${name} is read-only at the ${trigger}.`);
  for (const [name, lines] of Object.entries(after)) {
    const areLines =
      Array.isArray(lines) && lines.every(({ value }) => typeof value === 'string' && !/[\r\n]/.test(value));
    const areNamed = areLines && lines.every(({ key = name }) => key.toLowerCase() === name);
    if (!areNamed || (DISALLOWED.test(name) && !(name in before)))
      throw new LambdaEdgeInvalid(`The header ${name} cannot be sent.`);
  }
}

function checkOrigin(trigger: LambdaEdgeTrigger, origin: LambdaRequest['origin']): void {
  if (trigger === 'viewer-request') {
    if (origin !== undefined) throw new LambdaEdgeInvalid('The origin can be changed at the origin request only.');
    return;
  }
  const { s3, custom } = origin ?? {};
  if ((s3 === undefined) === (custom === undefined))
    throw new LambdaEdgeInvalid('An origin is a bucket or a server, one of the two.');
  const { domainName, path } = (s3 ?? custom) as { domainName: string; path: string };
  if (!/^[a-z0-9.-]{1,253}$/.test(domainName) || !/^(\/[^?#]*[^/?#])?$/.test(path))
    throw new LambdaEdgeInvalid(`There is no origin ${domainName}${path}.`);
  const areTimes =
    custom === undefined ||
    (isBetween(custom.keepaliveTimeout, 1, 60) && isBetween(custom.readTimeout, 4, 60) && custom.port > 0);
  const isEntered =
    s3 === undefined || s3.authMethod === 'none' || (s3.authMethod === 'origin-access-identity' && !!s3.region);
  if (!areTimes || !isEntered) throw new LambdaEdgeInvalid(`The origin ${domainName} is not described in full.`);
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** The events of CloudFront that a function may handle. */
export type LambdaEdgeTrigger = 'viewer-request' | 'origin-request' | 'viewer-response';
