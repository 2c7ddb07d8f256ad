import { CALLERS } from '../../../src/sandbox/account/callers.ts';

/** Secrets that can be told from everything else, wherever they turn up. */
export const planted = {
  signingSecret: 'planted-signing-secret-3f9b',
  macKey: 'planted-mac-key-of-32-characters-or-more-77aa',
  signalKey: 'planted-key-for-signals-of-32-characters-or-more-9d02',
  launchdarkly: 'api-planted-launchdarkly-5c1e',
  functionKey: 'planted-secret-key-of-the-function',
  functionSession: 'planted-session-of-the-function',
  callersSession: CALLERS.pipeline.sessionToken,
  callersKey: CALLERS.pipeline.secretAccessKey,
  responseUrl: 'https://hooks.slack.com/commands/T1/planted-response-url',
} as const;
