import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../adapters/aws/client-defaults.ts';
import { createBus } from '../adapters/aws/eventbridge/bus.ts';
import { createLog } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/ssm/secrets.ts';
import { createSlackHandler, type SlackHandler } from '../adapters/slack/inbound/app.ts';
import { createResponseUrls } from '../adapters/slack/inbound/response-urls.ts';
import { systemClock } from './clock.ts';
import type { slackEnv } from './env.ts';

/** Composes the Slack function for AWS: secrets from SSM, commands to EventBridge. */
export function wireSlack(env: ReturnType<typeof slackEnv>): SlackHandler {
  const log = createLog({ level: env.logLevel });
  return createSlackHandler({
    secrets: createSecrets({ client: new SSMClient(clientDefaults()), clock: systemClock, prefix: env.secretsPrefix }),
    bus: createBus({ client: new EventBridgeClient(clientDefaults()), busName: env.bus }),
    clock: systemClock,
    log,
    responseUrls: createResponseUrls({ fetch }),
    path: env.slackPath,
  });
}
