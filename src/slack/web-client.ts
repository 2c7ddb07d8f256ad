import { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import { createBoltLogger } from './bolt-logger.ts';

/**
 * Slack's Web API, with little patience: Slack is a screen, and whatever did not get through is tried again from the
 * outbox. By default the client would retry ten times over half an hour and wait out every rate limit.
 * @param apiUrl another address than Slack's own, ending in `/api/`
 */
export function createWebClient(token: string, deps: { readonly log: Log; readonly apiUrl?: string }): WebClient {
  return new WebClient(token, {
    retryConfig: { retries: 1, minTimeout: 200 },
    timeout: 2500,
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(deps.log),
    ...(deps.apiUrl === undefined ? {} : { slackApiUrl: deps.apiUrl }),
  });
}
