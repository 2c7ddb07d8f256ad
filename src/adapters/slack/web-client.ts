import { WebClient } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { InstallationPins } from './inbound/identity.ts';

/**
 * Creates a client of Slack's Web API with short timeouts: no rollout depends on Slack, and the outbox retries what failed. By
 * default the client would retry ten times over half an hour and wait out every rate limit.
 *
 * @param pins what the token belongs to. In an Enterprise Grid organisation every call names the workspace, since a token of the
 *   whole organisation needs that; Slack ignores it with a token of one workspace (docs.slack.dev, conversations.list).
 * @param apiUrl another address than Slack's own, ending in `/api/`
 */
export function createWebClient(
  token: string,
  deps: {
    readonly log: Log;
    readonly apiUrl?: string;
    readonly pins?: Pick<InstallationPins, 'teamId' | 'enterpriseId'>;
  },
): WebClient {
  const { teamId = '', enterpriseId } = deps.pins ?? {};
  const namesWorkspace = enterpriseId !== undefined && teamId.startsWith('T');
  return new WebClient(token, {
    retryConfig: { retries: 1, minTimeout: 200 },
    timeout: 2500,
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(deps.log),
    ...(namesWorkspace ? { teamId } : {}),
    ...(deps.apiUrl === undefined ? {} : { slackApiUrl: deps.apiUrl }),
  });
}
