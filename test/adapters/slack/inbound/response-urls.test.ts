import { expect, test } from 'vitest';
import { createResponseUrls, ResponseUrlFailed } from '../../../../src/adapters/slack/inbound/response-urls.ts';

const view = { text: 'hello', blocks: [] };

/** Answers addresses through a fetch that only counts. */
function counting(allowed: readonly string[], answer = { ok: true, status: 200 }) {
  const called: string[] = [];
  const fetch = async (url: string) => {
    called.push(url);
    return answer;
  };
  return { called, urls: createResponseUrls({ fetch, allowed }) };
}

test('takes the addresses of Slack and of the sandbox', async () => {
  const { called, urls } = counting(['http://127.0.0.1:3000/sandbox/']);
  await urls.answer('https://hooks.slack.com/commands/T1/1/x', view);
  await urls.answer('http://127.0.0.1:3000/sandbox/response/1', view);
  expect(called).toHaveLength(2);
});

test.each([
  '',
  'no address',
  'https://example.com/',
  'https://hooks.slack.com.example.com/x',
  'https://hooks.slack.com@example.com/x',
  'https://user@hooks.slack.com/x',
  'http://hooks.slack.com/x',
  'http://127.0.0.1:3000/sandbox/../admin',
  'http://127.0.0.1:30001/sandbox/x',
  'http://169.254.169.254/latest/meta-data',
])('never calls "%s"', async (url) => {
  const { called, urls } = counting(['http://127.0.0.1:3000/sandbox/', 'http://127.0.0.1:3000']);
  await expect(urls.answer(url, view)).rejects.toThrow(ResponseUrlFailed);
  expect(called).toEqual([]);
});

test('fails with what to do when the address does not take the answer', async () => {
  const { urls } = counting([], { ok: false, status: 404 });
  await expect(urls.answer('https://hooks.slack.com/x', view)).rejects.toThrow(/it answered 404.*ask again/);
});

test('keeps the cause when the address does not answer', async () => {
  const cause = new Error('no route');
  const urls = createResponseUrls({ fetch: () => Promise.reject(cause) });
  await expect(urls.answer('https://hooks.slack.com/x', view)).rejects.toMatchObject({
    code: 'response-url-failed',
    cause,
  });
});
