/** The parameter of each thing that Serin has to know to speak with Slack, after the prefix, and how it is stored. */
export const secretNames = {
  signingSecret: { name: 'signing-secret', type: 'SecureString' },
  botToken: { name: 'bot-token', type: 'SecureString' },
  macKey: { name: 'mac-key', type: 'SecureString' },
  teamId: { name: 'team-id', type: 'String' },
  appId: { name: 'app-id', type: 'String' },
  botId: { name: 'bot-id', type: 'String' },
  botUserId: { name: 'bot-user-id', type: 'String' },
} as const;

/** The parameter with LaunchDarkly's access token, which only its targets need; its prefix keeps it from Slack's function. */
export const launchdarklyToken = { name: 'launchdarkly-token', type: 'SecureString' } as const;

/** The parameter with the key that the tokens of health signals are made with; its prefix keeps it from every other function. */
export const signalKey = { name: 'signal-key', type: 'SecureString' } as const;

/** The parameter that may be left out: the Enterprise Grid organisation that requests are pinned to; not a secret. */
export const enterpriseName = 'enterprise-id';
