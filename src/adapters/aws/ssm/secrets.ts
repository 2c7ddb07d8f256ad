import type { Clock } from '../../../ports/clock.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import type { ReadParameters } from './read-parameters.ts';
import { enterpriseName, secretNames } from './secret-names.ts';

/** The secrets and ids for Slack: those that verify its requests and call it, and the key that signs commands on the bus. */
export interface Secrets {
  readonly signingSecret: string;
  readonly botToken: string;
  /** The key of the MAC that commands carry over the bus. */
  readonly macKey: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  /** The Enterprise Grid organisation to which the workspace belongs, where requests are to be pinned to it. */
  readonly enterpriseId?: string;
}

/** The secrets that are required. */
const required = secretNames satisfies Record<Exclude<keyof Secrets, 'enterpriseId'>, object>;

/** After how long they are read again, so that a rotated one is taken up; in milliseconds. */
const REFRESH_AFTER = 60 * 60_000;

/** Parameters with secrets are missing. The message never holds a value. */
export class SecretsMissing extends Error {
  readonly code = 'secrets-missing';
  constructor(missing: readonly { readonly name: string }[]) {
    super(`SSM has no ${missing.map(({ name }) => name).join(', ')}. Put them there with: serin secrets`);
    this.name = 'SecretsMissing';
  }
}

/**
 * Reads the secrets of Slack from SSM in one call, when they are first asked for. They are kept for the life of the
 * process and read again after an hour; when that fails, the known ones serve for another hour, so that an outage of SSM
 * does not silence Slack.
 * @param parts.prefix what the parameters' names begin with; ends in `/`.
 * @returns a function that gives them. It throws SecretsMissing, or what SSM threw.
 */
export function createSecrets(parts: {
  parameters: ReadParameters;
  clock: Clock;
  prefix?: string;
}): () => Promise<Secrets> {
  const { parameters, clock, prefix = '/serin/slack/' } = parts;

  const read = async (): Promise<Secrets> => {
    const wanted = Object.entries(required).map(([key, { name }]) => ({ key, name: prefix + name }));
    const names = [...wanted.map(({ name }) => name), prefix + enterpriseName];
    const found = await parameters(names);
    const values = new Map(found.map(({ Name, Value }) => [Name, Value]));
    const missing = wanted.filter(({ name }) => !values.get(name));
    if (missing.length > 0) throw new SecretsMissing(missing);
    const enterpriseId = values.get(prefix + enterpriseName);
    const secrets = Object.fromEntries(wanted.map(({ key, name }) => [key, values.get(name)])) as unknown as Secrets;
    return enterpriseId ? { ...secrets, enterpriseId } : secrets;
  };

  let known: Secrets | null = null;
  const readOrKeep = async (): Promise<Secrets> => {
    try {
      known = await read();
      return known;
    } catch (error) {
      if (known === null) throw error;
      return known;
    }
  };

  const memory = createTtlCache<Secrets>(clock, REFRESH_AFTER);
  return () => memory.get('', readOrKeep);
}
