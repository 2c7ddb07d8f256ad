import { describe, expect, it } from 'vitest';
import type { LambdaRequest, LambdaResponse } from '../../../../src/edge/lambda/event.ts';
import type { LambdaEdgeTrigger } from '../../../../src/sandbox/cloud/lambda/edge-check.ts';
import { checkAnswer, LambdaEdgeInvalid } from '../../../../src/sandbox/cloud/lambda/edge-check.ts';
import { startContainer } from '../../../../src/sandbox/cloud/lambda/edge-function.ts';
import { atOrigin, lambdaRequest } from '../../../edge/a-lambda-edge.ts';

const viewer = lambdaRequest({});
const origin = atOrigin(viewer);
const response: LambdaResponse = { status: '200', headers: { warning: [{ key: 'Warning', value: '110' }] } };

const withHeader = (request: LambdaRequest, name: string, value: string, key = name): LambdaRequest => ({
  ...request,
  headers: { ...request.headers, [name]: [{ key, value }] },
});

describe("the model of Lambda@Edge's rules", () => {
  it.each<[string, LambdaEdgeTrigger, LambdaRequest | LambdaResponse]>([
    [
      'a read-only header of the viewer request',
      'viewer-request',
      withHeader(viewer, 'host', 'other.example.com', 'Host'),
    ],
    ['a read-only header of the origin request', 'origin-request', withHeader(origin, 'via', 'x')],
    ['a read-only header of the response', 'viewer-response', { status: '200', headers: {} }],
    ['a header that is not allowed', 'viewer-request', withHeader(viewer, 'x-edge-side', 'b')],
    ['a header under another name', 'viewer-request', withHeader(viewer, 'x-serin-side', 'b', 'X-Other')],
    ['a header of two lines', 'viewer-request', withHeader(viewer, 'x-serin-side', 'b\r\nx: y')],
    ['another method', 'viewer-request', { ...viewer, method: 'POST' }],
    ['an origin before the cache', 'viewer-request', { ...viewer, origin: origin.origin! }],
    ['no origin behind it', 'origin-request', viewer],
    ['two origins', 'origin-request', { ...origin, origin: { ...origin.origin, custom: {} } } as LambdaRequest],
    [
      'an origin path that ends with /',
      'origin-request',
      { ...origin, origin: { s3: { ...origin.origin!.s3!, path: '/live/' } } },
    ],
    ['another status', 'viewer-response', { ...response, status: '500' }],
  ])('refuses %s', (_, trigger, answer) => {
    const request = trigger === 'origin-request' ? origin : viewer;
    const before = { request, response: trigger === 'viewer-response' ? response : undefined };
    expect(() => checkAnswer(trigger, before, answer)).toThrow(LambdaEdgeInvalid);
  });

  it('takes what is left as it was, and an answer in the place of a request', () => {
    checkAnswer('viewer-request', { request: viewer, response: undefined }, viewer);
    checkAnswer('viewer-request', { request: viewer, response: undefined }, { status: '404' });
    checkAnswer('origin-request', { request: origin, response: undefined }, origin);
    checkAnswer('viewer-response', { request: viewer, response }, response);
  });

  it.each(['process.env.WEIGHT', "require('node:fs')", "new Function('return 1')()", 'setTimeout(() => 0)'])(
    'runs a function without %s',
    async (code) => {
      const surroundings = { fetch: () => Promise.reject(new Error('no network')), now: () => 0 };
      const container = startContainer(
        `module.exports.handler = async ({ Records: [{ cf }] }) => { ${code}; return cf.request; }`,
        'viewer-request',
        surroundings,
      );
      await expect(container.run({ request: viewer, requestId: 'r' })).rejects.toThrow();
    },
  );
});
