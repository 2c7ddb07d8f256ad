import { expect, test } from 'vitest';
import { createOpenModal, type Fetch } from '../../../../src/adapters/slack/inbound/modals/open-modal.ts';
import { sayingModal } from '../../../../src/adapters/slack/views/parts/modal.ts';
import { keptLog } from '../support/kept-log.ts';

const modal = { ...sayingModal('hello'), callback_id: 'serin:reject' };

/** Opens the modal against a Slack that answers so. */
async function openWith(fetch: Fetch) {
  const log = keptLog();
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const open = createOpenModal({
    fetch: (url, init) => {
      asked.push({ url, init });
      return fetch(url, init);
    },
    botToken: async () => 'xoxb-secret',
    log,
  });
  return { isOpen: await open('1.2.abc', modal), asked, log };
}

const answering =
  (status: number, body: unknown): Fetch =>
  async () => ({ status, json: async () => body });

test('calls views.open with the trigger, the modal and the token of the bot', async () => {
  const { isOpen, asked } = await openWith(answering(200, { ok: true }));
  expect(isOpen).toBe(true);
  expect(asked).toHaveLength(1);
  const [{ url, init }] = asked as [(typeof asked)[number]];
  expect(url).toBe('https://slack.com/api/views.open');
  expect(init).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer xoxb-secret' } });
  expect(JSON.parse(String(init.body))).toEqual({ trigger_id: '1.2.abc', view: modal });
  expect(init.signal).toBeInstanceOf(AbortSignal);
});

test('takes a trigger that Slack has seen already for a modal that is open', async () => {
  const { isOpen, log } = await openWith(answering(200, { ok: false, error: 'exchanged_trigger_id' }));
  expect([isOpen, log.lines]).toEqual([true, []]);
});

test.each<[string, Fetch, object]>([
  ['an expired trigger', answering(200, { ok: false, error: 'expired_trigger_id' }), { why: 'expired_trigger_id' }],
  ['an error without a name', answering(200, { ok: false }), { why: 'unknown' }],
  ['a rate limit', answering(429, {}), { why: 'status 429' }],
  ['a server that failed', answering(503, {}), { why: 'status 503' }],
  ['an answer that is none', answering(200, 'gone'), { error: expect.any(Error) }],
  ['no answer in time', () => Promise.reject(new DOMException('late', 'TimeoutError')), { error: expect.anything() }],
])('tries once and says that no modal is open after %s', async (_what, fetch, fields) => {
  const { isOpen, asked, log } = await openWith(fetch);
  expect([isOpen, asked.length]).toEqual([false, 1]);
  expect(log.lines).toEqual([
    { level: 'warn', fields: { ...fields, modal: 'serin:reject' }, message: 'Slack opened no modal' },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('xoxb');
});

test('opens nothing without the token', async () => {
  const open = createOpenModal({
    fetch: answering(200, { ok: true }),
    botToken: () => Promise.reject(new Error('no SSM')),
    log: keptLog(),
  });
  expect(await open('1.2.abc', modal)).toBe(false);
});
