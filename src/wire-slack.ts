import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createBus } from './aws/bus.ts';
import { clientDefaults } from './aws/client-defaults.ts';
import { createLog } from './aws/log.ts';
import { createSecrets } from './aws/secrets.ts';
import type { slackEnv } from './env.ts';
import { createSlackHandler, type SlackHandler } from './slack/app.ts';
import { createResponseUrls } from './slack/response-urls.ts';
import { systemClock } from './wire-clock.ts';

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
