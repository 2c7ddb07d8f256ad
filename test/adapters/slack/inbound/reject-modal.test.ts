import type { ModalView } from '@slack/types';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSlackHandler,
  type SlackHandler,
  type SlackHandlerDeps,
} from '../../../../src/adapters/slack/inbound/app.ts';
import { actionId, encodeValue } from '../../../../src/adapters/slack/views/parts/button.ts';
import { verify } from '../../../../src/command/mac.ts';
import { parseSignedCommand } from '../../../../src/command/wire-format.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';
import { keptLog } from '../support/kept-log.ts';
import { recordingBus } from '../support/recording-bus.ts';
import { clickBody, keys, noon, slackRequest, submissionBody } from '../support/slack-request.ts';

const value = { service: 'checkout', rollout: 'r1', step: 2, since: 1234 };
const click = { action_id: actionId('reject'), value: encodeValue(value) };

let sent: SignedCommand[];
let told: { readonly url: string; readonly text: string }[];
let opened: { readonly triggerId: string; readonly modal: ModalView }[];
let handler: SlackHandler;

const aHandler = (other: Partial<SlackHandlerDeps> = {}): SlackHandler =>
  createSlackHandler({
    secrets: async () => keys,
    bus: recordingBus(sent),
    clock: { now: () => noon, wait: async () => undefined },
    log: keptLog(),
    responseUrls: {
      answer: async (url, { text }) => {
        told.push({ url, text });
      },
    },
    openModal: async (triggerId, modal) => {
      opened.push({ triggerId, modal });
      return true;
    },
    path: '/slack/events',
    ...other,
  });

beforeEach(() => {
  sent = [];
  told = [];
  opened = [];
  handler = aHandler();
});

/** Clicks Reject, and returns the modal that opens. */
async function openModal(other: object = {}): Promise<ModalView> {
  const response = await handler(slackRequest(clickBody(click, other)));
  expect(response).toMatchObject({ statusCode: 200, body: '' });
  return opened.at(-1)!.modal;
}

/** Submits a modal with a reason; returns what Slack does with it. */
async function submit(modal: ModalView, reason: string | null, other: object = {}, at = noon) {
  const view = { ...modal, state: { values: { reason: { reason: { type: 'plain_text_input', value: reason } } } } };
  const response = await handler(slackRequest(submissionBody(view, other), { at }));
  expect(response.statusCode).toBe(200);
  return response.body === '' ? null : JSON.parse(response.body ?? '');
}

describe('a click on Reject', () => {
  test('opens a modal that asks for the reason, and hands nothing over', async () => {
    const modal = await openModal();
    expect(opened).toHaveLength(1);
    expect(opened[0]!.triggerId).toBe('1.3.def');
    expect(modal).toMatchObject({ type: 'modal', callback_id: 'serin:reject', submit: { text: 'Reject' } });
    expect(modal.blocks).toMatchObject([{ type: 'section' }, { type: 'input', block_id: 'reason' }]);
    expect([sent, told]).toEqual([[], []]);
  });

  test('is told how to reject by text where Slack opens no modal', async () => {
    handler = aHandler({ openModal: async () => false });
    expect((await handler(slackRequest(clickBody(click)))).statusCode).toBe(200);
    expect(sent).toEqual([]);
    expect(told).toEqual([
      {
        url: 'https://hooks.slack.com/actions/T1/1/y',
        text: '⛔ Slack did not open the form of this button. Nothing was changed. Click it again, or type `/canary reject checkout &lt;reason&gt;`.',
      },
    ]);
  });

  test('with a value of another version opens nothing', async () => {
    await handler(slackRequest(clickBody({ ...click, value: 'checkout' })));
    expect([opened, sent]).toEqual([[], []]);
    expect(told[0]?.text).toMatch(/another version/);
  });
});

describe('a submitted rejection', () => {
  test('is handed over like the typed command, for the step that the button was drawn for', async () => {
    expect(await submit(await openModal(), '  the migration is missing \n')).toBeNull();
    expect(sent).toHaveLength(1);
    expect(sent[0]!.command).toMatchObject({
      issuedAt: noon,
      by: { id: 'U2', name: 'bob' },
      team: 'T1',
      origin: { channelId: 'C1', channelName: 'deploys' },
      replyTo: { user: 'U2', channel: 'C1', responseUrl: 'https://hooks.slack.com/actions/T1/1/y' },
      body: {
        name: 'reject',
        service: 'checkout',
        rollout: 'r1',
        at: { step: 2, since: 1234 },
        text: 'the migration is missing',
      },
    });
    expect(verify(parseSignedCommand(JSON.parse(JSON.stringify(sent[0]))), keys.macKey)).toBe(true);
  });

  test('is of the person who submits it, whoever clicked', async () => {
    await submit(await openModal(), 'no', { user: { id: 'U3', name: 'carol', team_id: 'T1' } });
    expect(sent[0]!.command).toMatchObject({ by: { id: 'U3' }, replyTo: { user: 'U3' } });
  });

  test.each([['nothing'], [' \n '], [null]])('without a reason (%j) is refused in the modal', async (reason) => {
    const text = reason === 'nothing' ? '' : reason;
    expect(await submit(await openModal(), text)).toEqual({
      response_action: 'errors',
      errors: { reason: 'Say in a few words why, for those who wait for this rollout.' },
    });
    expect(sent).toEqual([]);
  });

  test('that the bus does not take is answered in the modal, and is the same command when it is submitted again', async () => {
    const modal = await openModal();
    handler = aHandler({ bus: { send: () => Promise.reject(new Error('no bus')) } });
    expect(await submit(modal, 'no')).toEqual({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/could not queue the command/) },
    });
    handler = aHandler();
    await submit(modal, 'no');
    await submit(modal, 'no, really', {}, noon + 2000);
    expect(sent).toHaveLength(2);
    expect(sent[0]!.command.key).toBe(sent[1]!.command.key);
  });

  test('has another key in another modal', async () => {
    await submit({ ...(await openModal()), id: 'V1' } as ModalView, 'no');
    await submit({ ...(await openModal()), id: 'V2' } as ModalView, 'no');
    expect(sent[0]!.command.key).not.toBe(sent[1]!.command.key);
  });

  test('keeps whole characters of a reason that is too long', async () => {
    await submit(await openModal(), `${'x'.repeat(299)}😀`);
    expect(sent[0]!.command.body).toMatchObject({ text: 'x'.repeat(299) });
  });

  test.each([
    ['of another version', { private_metadata: '{"service":"checkout"}' }],
    ['without its metadata', { private_metadata: '' }],
    ['that there is not', { callback_id: 'serin:destroy' }],
  ])('of a modal %s is told so, and hands nothing over', async (_what, other) => {
    const answer = await submit({ ...(await openModal()), ...other }, 'no');
    expect(answer).toMatchObject({
      response_action: 'update',
      view: {
        type: 'modal',
        blocks: [{ text: { text: expect.stringMatching(/another version.*Nothing was changed/) } }],
      },
    });
    expect(sent).toEqual([]);
  });

  test('from another workspace is refused under its field', async () => {
    const answer = await submit(await openModal(), 'no', { team: { id: 'T2' }, user: { id: 'U9', team_id: 'T2' } });
    expect(answer).toEqual({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/another Slack workspace/) },
    });
    expect(sent).toEqual([]);
  });

  test.each([
    ['without values', { state: {} }],
    ['without an id', { id: '' }],
    ['with a value that is no text', { state: { values: { reason: { reason: { value: 7 } } } } }],
  ])('%s is refused as malformed', async (_what, broken) => {
    const modal = await openModal();
    const view = { ...modal, state: { values: {} }, ...broken };
    const response = await handler(slackRequest(submissionBody(view)));
    expect(JSON.parse(response.body ?? '')).toMatchObject({
      errors: { reason: expect.stringMatching(/in a form that Serin cannot read/) },
    });
    expect(sent).toEqual([]);
  });
});
