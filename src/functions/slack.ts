import { slackEnv } from '../compose/env.ts';
import { withInvocationIds } from '../compose/invocation.ts';
import { wireSlack } from '../compose/slack.ts';

/** Slack's commands and clicks, behind an HTTP API (payload format 2.0). */
export const handler = withInvocationIds(wireSlack(slackEnv()));
