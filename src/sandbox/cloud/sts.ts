import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { close, listen } from '../server/listen.ts';

/** Credentials that STS knows, with the identity that it returns for them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly arn: string;
}

/** STS on the loopback. */
export interface LocalSts {
  /** The address, with a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The tolerance for a signature's time, in milliseconds. Source: "Elements of an AWS API request signature" in the IAM user
 * guide.
 */
const SKEW_MS = 5 * 60_000;

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

interface Answer {
  readonly status: number;
  readonly xml: string;
}

/**
 * Starts a model of STS over HTTP that answers GetCallerIdentity for signed requests (Signature Version 4). It verifies with
 * code of its own, so that a mistake in the signing code shows.
 * @param now the time by which requests are signed, in milliseconds since the epoch
 */
export async function startSts(known: readonly Credentials[], now: () => number): Promise<LocalSts> {
  const server: Server = createServer((request, response) => {
    text(request)
      .then((body) => {
        const { status, xml } = answerSignedRequest(request.method ?? '', request.url ?? '', request.headers, body);
        response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
      })
      .catch(() => response.destroy());
  });

  function answerSignedRequest(method: string, path: string, headers: IncomingHttpHeaders, body: string): Answer {
    if (method !== 'POST' || path !== '/' || body !== BODY) return refusal(400, 'InvalidAction');
    const parts =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? '',
      );
    if (parts === null) return refusal(403, 'IncompleteSignature');
    const [, keyId, day = '', region = '', names = '', signature = ''] = parts;
    const credentials = known.find(({ accessKeyId }) => accessKeyId === keyId);
    if (credentials?.sessionToken !== headers['x-amz-security-token']) return refusal(403, 'InvalidClientTokenId');
    const date = String(headers['x-amz-date']);
    const canonical = canonicalRequest(headers, names, body);
    const scope = `${day}/${region}/sts/aws4_request`;
    const expected = sign(
      credentials?.secretAccessKey ?? '',
      [day, region, 'sts', 'aws4_request'],
      ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'),
    );
    if (!timingSafeEqual(Buffer.from(signature, 'hex'), expected)) return refusal(403, 'SignatureDoesNotMatch');
    if (!isFresh(date)) return refusal(403, 'SignatureDoesNotMatch');
    return { status: 200, xml: identity(credentials?.arn ?? '') };
  }

  function isFresh(date: string): boolean {
    const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    return Math.abs(now() - at) <= SKEW_MS;
  }

  return { url: `${await listen(server, 0)}/`, close: () => close(server) };
}

const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');

/** Returns the canonical form of a request. Source: "Create a signed AWS API request" in the IAM user guide. */
function canonicalRequest(headers: IncomingHttpHeaders, names: string, body: string): string {
  const lines = names.split(';').map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  return ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
}

function sign(secret: string, scope: readonly string[], toSign: string): Buffer {
  const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest();
  return hmac(scope.reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer, toSign);
}

function identity(arn: string): string {
  const account = arn.split(':')[4] ?? '';
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>${arn}</Arn>
    <UserId>AROASANDBOX:sandbox</UserId>
    <Account>${account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>00000000-0000-4000-8000-000000000000</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`;
}

function refusal(status: number, code: string): Answer {
  return {
    status,
    xml: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error><Type>Sender</Type><Code>${code}</Code><Message>The sandbox's STS does not take this request.</Message></Error>
  <RequestId>00000000-0000-4000-8000-000000000000</RequestId>
</ErrorResponse>
`,
  };
}
