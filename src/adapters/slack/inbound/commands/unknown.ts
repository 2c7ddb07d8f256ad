import type { Middleware, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { section } from '../../views/parts/blocks.ts';
import { code } from '../../views/parts/mrkdwn.ts';

/** Answers a slash command that Serin's app has but Serin does not know, at once instead of leaving Slack waiting. */
export const unknownCommand: Middleware<SlackCommandMiddlewareArgs> = async ({ command: slash, ack }) => {
  const text = `⛔ Serin does not answer ${code(slash.command, 80)}. Its command is \`/canary\`; \`/canary help\` explains it.`;
  await ack({ response_type: 'ephemeral', text, blocks: [section(text)] });
};
