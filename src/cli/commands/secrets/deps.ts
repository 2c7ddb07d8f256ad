/** The names of what Serin has to know to speak with Slack, as their parameters end. */
export const secretNames = [
  'signing-secret',
  'bot-token',
  'mac-key',
  'team-id',
  'app-id',
  'bot-id',
  'bot-user-id',
] as const;

/** And what may be left out: the Enterprise Grid organisation that requests are pinned to, and what only a kind of target needs. */
const optionalNames = ['enterprise-id', 'launchdarkly-token'] as const;

/** Every name that a value can be given for. */
export const allNames = [...secretNames, ...optionalNames] as const;

/** One of these names. */
export type SecretName = (typeof allNames)[number];

/** Values by name. */
export type SecretValues = Readonly<Partial<Record<SecretName, string>>>;

/** Who a bot token speaks as. */
export interface BotIdentity {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** Where secrets are put. */
export interface SecretsDeps {
  /** Which secrets are there; their values are not read. */
  present(): Promise<ReadonlySet<string>>;
  /** Stores one, replacing what is there. */
  put(name: SecretName, value: string): Promise<void>;
  /** Asks Slack who the token speaks as. @throws what Slack answers when it does not take it */
  identify(token: string): Promise<BotIdentity>;
}
