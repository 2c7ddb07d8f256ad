/** The names of the secrets that every installation has, most of them for Slack; their parameters end with them. */
export const secretNames = [
  'signing-secret',
  'bot-token',
  'mac-key',
  'team-id',
  'app-id',
  'bot-id',
  'bot-user-id',
  'signal-key',
] as const;

/**
 * The optional names: the Enterprise Grid organisation that requests must come from, and tokens that only one kind of target
 * needs.
 */
const optionalNames = ['enterprise-id', 'launchdarkly-token'] as const;

/** Every name that can have a value. */
export const allNames = [...secretNames, ...optionalNames] as const;

/** One of these names. */
export type SecretName = (typeof allNames)[number];

/** Values by name. */
export type SecretValues = Readonly<Partial<Record<SecretName, string>>>;

/** The identity of a bot token. */
export interface BotIdentity {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** The store for secrets, and Slack. */
export interface SecretsDeps {
  /** Returns the names of the stored secrets, without their values. */
  present(): Promise<ReadonlySet<string>>;
  /** Stores one secret, and replaces an earlier value. */
  put(name: SecretName, value: string): Promise<void>;
  /** Asks Slack for the identity of a token. @throws Slack's error when it rejects the token */
  identify(token: string): Promise<BotIdentity>;
}
