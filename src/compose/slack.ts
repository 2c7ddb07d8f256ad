import { createBus } from '../adapters/aws/eventbridge/bus.ts';
import { putEntriesSigned } from '../adapters/aws/eventbridge/put-signed.ts';
import { createLog } from '../adapters/aws/log.ts';
import { readParametersSigned } from '../adapters/aws/ssm/read-signed.ts';
import { createSecrets } from '../adapters/aws/ssm/secrets.ts';
import { createSlackHandler, type SlackHandler } from '../adapters/slack/inbound/app.ts';
import { createOpenModal } from '../adapters/slack/inbound/modals/open-modal.ts';
import { createResponseUrls } from '../adapters/slack/inbound/response-urls.ts';
import { systemClock } from './clock.ts';
import { lambdaEnv, type slackEnv } from './env.ts';
import { invocationIds } from './invocation.ts';

/** Composes the Slack function for AWS: secrets from SSM, commands to EventBridge, both without the SDK's slow clients. */
export function wireSlack(env: ReturnType<typeof slackEnv>): SlackHandler {
  const aws = { environment: lambdaEnv() };
  const log = createLog({ level: env.logLevel, ids: invocationIds });
  const secrets = createSecrets({
    parameters: readParametersSigned(aws),
    clock: systemClock,
    prefix: env.secretsPrefix,
  });
  return createSlackHandler({
    secrets,
    bus: createBus({ put: putEntriesSigned(aws), busName: env.bus }),
    clock: systemClock,
    log,
    responseUrls: createResponseUrls({ fetch }),
    openModal: createOpenModal({ fetch, botToken: async () => (await secrets()).botToken, log }),
    path: env.slackPath,
  });
}
