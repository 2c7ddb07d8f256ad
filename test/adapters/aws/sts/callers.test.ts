import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCallers } from '../../../../src/adapters/aws/sts/callers.ts';
import { commandHash } from '../../../../src/command/caller-proof.ts';
import { IdentityUnavailable, ProofRefused } from '../../../../src/ports/inbound/caller.ts';
import { CALLERS } from '../../../../src/sandbox/account/callers.ts';
import { type LocalSts, startSts } from '../../../../src/sandbox/cloud/sts.ts';
import { close, listen } from '../../../../src/sandbox/server/listen.ts';
import { provenBy } from '../support/a-caller.ts';

describe('who signed a proof', () => {
  let sts: LocalSts;
  let time = Date.UTC(2026, 0, 5, 9);
  const now = () => time;
  beforeAll(async () => {
    sts = await startSts(Object.values(CALLERS), now);
  });
  afterAll(() => sts.close());
  afterEach(() => {
    time = Date.UTC(2026, 0, 5, 9);
  });
  const callers = () => createCallers({ endpoint: sts.url, fetch });
  const proven = (credentials = CALLERS.pipeline as Parameters<typeof provenBy>[0]['credentials']) =>
    provenBy({ credentials, sts: sts.url, now });

  it('is who the credentials belong to', async () => {
    const { command, proof } = await proven();
    expect(await callers().whoSigned(proof, commandHash(command))).toEqual({
      account: '123456789012',
      identity: { arn: 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/sandbox' },
    });
  });

  it('is nobody for another command than the one that was signed', async () => {
    const { command, proof } = await proven();
    const other = { ...command, body: { name: 'rollback', service: 'checkout', text: '' } as const };
    await expect(callers().whoSigned(proof, commandHash(other))).rejects.toThrow(ProofRefused);
  });

  it.each([
    ['whose date was changed', { date: '20260105T090001Z' }],
    ['whose token is of somebody else', { token: CALLERS.stranger.sessionToken }],
    ['whose token is missing', { token: null }],
  ])('is nobody for a proof %s', async (_what, change) => {
    const { command, proof } = await proven();
    await expect(callers().whoSigned({ ...proof, ...change }, commandHash(command))).rejects.toThrow(ProofRefused);
  });

  it('is nobody for credentials that AWS does not know', async () => {
    const { command, proof } = await proven({ ...CALLERS.pipeline, secretAccessKey: 'guessed' });
    const refused = callers().whoSigned(proof, commandHash(command));
    await expect(refused).rejects.toThrow(/does not confirm who you are \(SignatureDoesNotMatch\)/);
  });

  it('is nobody once the signature is old', async () => {
    const { command, proof } = await proven();
    time += 16 * 60_000;
    await expect(callers().whoSigned(proof, commandHash(command))).rejects.toThrow(ProofRefused);
  });
});

describe('an answer', () => {
  let server: Server;
  let url: string;
  let answer: { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };
  const seen: { readonly url: string | undefined; readonly headers: object }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push({ url: request.url, headers: request.headers });
      response.writeHead(answer.status, { 'content-type': 'text/xml', ...answer.headers }).end(answer.body);
    });
    url = `${await listen(server, 0)}/`;
  });
  afterAll(() => close(server));

  const arn = 'arn:aws:iam::123456789012:user/alice';
  const result = (inner: string) =>
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${inner}</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
  const [good, account] = [`<Arn>${arn}</Arn>`, '<Account>123456789012</Account>'];
  const proof = { authorization: 'AWS4-HMAC-SHA256 x', date: '20260105T090000Z', token: null };
  const whoSigned = (status: number, body: string, headers = {}) => {
    answer = { status, body, headers };
    return createCallers({ endpoint: url, fetch }).whoSigned(proof, 'f'.repeat(64));
  };

  it('counts when it is the one that STS gives', async () => {
    const caller = await whoSigned(200, result(`${good}<UserId>AIDAX</UserId>${account}`));
    expect(caller).toEqual({ account: '123456789012', identity: { arn } });
    expect(seen.at(-1)?.headers).toMatchObject({ accept: 'text/xml', 'x-serin-command': 'f'.repeat(64) });
  });

  it.each([
    ['names two ARNs', result(`${good}<Arn>arn:aws:iam::123456789012:root</Arn>${account}`)],
    ['names another account than its ARN', result(`${good}<Account>210987654321</Account>`)],
    ['names no account', result(good)],
    ['hides one in another element', result(`<UserId><Arn>${arn}</Arn></UserId>${account}`)],
    ['has something before it', `<Other/>${result(good + account)}`],
    ['has something behind it', `${result(good + account)}<Arn>${arn}</Arn>`],
    ['has a comment in it', result(`<!-- <Arn>x</Arn> -->${good}${account}`)],
    [
      'is JSON',
      JSON.stringify({ GetCallerIdentityResponse: { GetCallerIdentityResult: { Arn: arn, Account: '123456789012' } } }),
    ],
    ['is empty', ''],
  ])('that %s is not believed', async (_what, body) => {
    await expect(whoSigned(200, body)).rejects.toThrow(IdentityUnavailable);
  });

  it('that leads elsewhere is not followed', async () => {
    const before = seen.length;
    await expect(whoSigned(307, '', { location: `${url}elsewhere` })).rejects.toThrow(IdentityUnavailable);
    expect(seen.slice(before).map(({ url: path }) => path)).toEqual(['/']);
  });

  const error = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`;
  it.each([
    [403, error('ExpiredToken'), ProofRefused],
    [400, error('Throttling'), IdentityUnavailable],
    [503, error('ServiceUnavailable'), IdentityUnavailable],
    [404, '<html>a proxy</html>', IdentityUnavailable],
  ])('of %i is told from a refusal of the caller by its code', async (status, body, kind) => {
    await expect(whoSigned(status, body)).rejects.toThrow(kind);
  });

  it('that does not come is said to be missing', async () => {
    const nobody = createCallers({ endpoint: 'http://127.0.0.1:1/', fetch });
    await expect(nobody.whoSigned(proof, '')).rejects.toThrow(
      /STS did not say who you are \(it could not be reached\)/,
    );
  });
});
