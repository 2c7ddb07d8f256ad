import { expect, it } from 'vitest';
import { createSlackHandler } from '../../../src/adapters/slack/inbound/app.ts';
import { createResponseUrls } from '../../../src/adapters/slack/inbound/response-urls.ts';
import { actionId, encodeValue } from '../../../src/adapters/slack/views/parts/button.ts';
import type { SignedCommand } from '../../../src/ports/inbound/command.ts';
import { buttonClick, type SlackRequest, slashCommand } from '../../../src/sandbox/slack/user.ts';

const NOW = Date.parse('2026-01-05T09:00:00Z');
const signing = { secret: 'sandbox', at: NOW, nonce: '1' };
const alice = {
  user: { id: 'U1', name: 'alice' },
  channel: { id: 'C1', name: 'deploys' },
  teamId: 'T1',
  appId: 'A1',
  responseUrl: 'http://127.0.0.1:3000/sandbox/response/1',
};

/** The production Slack handler, and what it put on the bus. */
function aSlackFunction() {
  const sent: SignedCommand[] = [];
  const quiet = () => undefined;
  const handler = createSlackHandler({
    secrets: async () => ({ signingSecret: 'sandbox', macKey: 'key', teamId: 'T1', appId: 'A1' }),
    bus: {
      send: async (command) => {
        sent.push(command);
      },
    },
    clock: { now: () => NOW, wait: async () => undefined },
    log: { info: quiet, warn: quiet, error: quiet },
    responseUrls: createResponseUrls({ fetch }),
    openModal: async () => false,
    path: '/slack/events',
  });
  const post = ({ headers, body }: SlackRequest) =>
    handler({ version: '2.0', rawPath: '/slack/events', headers, body, requestContext: { http: { method: 'POST' } } });
  return { post, sent };
}

it('types a slash command that the production handler takes', async () => {
  const { post, sent } = aSlackFunction();
  expect(await post(slashCommand(alice, 'start checkout v54', signing))).toMatchObject({ statusCode: 200 });
  expect(sent[0]?.command).toMatchObject({
    by: { id: 'U1' },
    origin: { channelId: 'C1', channelName: 'deploys' },
    replyTo: { user: 'U1', responseUrl: alice.responseUrl },
    body: { name: 'start', service: 'checkout', label: 'v54' },
  });
});

it('clicks a button that the production handler takes', async () => {
  const { post, sent } = aSlackFunction();
  const value = encodeValue({ service: 'checkout', rollout: 'r1', step: 0, since: NOW });
  const click = buttonClick(alice, { ts: '1.2' }, { actionId: actionId('approve'), blockId: 'b', value }, signing);
  expect(await post(click)).toMatchObject({ statusCode: 200 });
  expect(sent[0]?.command).toMatchObject({
    by: { id: 'U1' },
    body: { name: 'approve', service: 'checkout', rollout: 'r1', at: { step: 0, since: NOW } },
  });
});

it('makes each request another one, and the same again with the same nonce', async () => {
  const { post, sent } = aSlackFunction();
  for (const nonce of ['1', '1', '2']) await post(slashCommand(alice, 'list', { ...signing, nonce }));
  const [first, again, second] = sent.map(({ command }) => command.key);
  expect(again).toBe(first);
  expect(second).not.toBe(first);
});

it('is refused with another secret', async () => {
  const { post, sent } = aSlackFunction();
  const forged = slashCommand(alice, 'list', { ...signing, secret: 'guessed' });
  expect(await post(forged)).toMatchObject({ statusCode: 401 });
  expect(sent).toEqual([]);
});
