import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Clock } from '../../../ports/clock.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import { launchdarklyToken } from './secret-names.ts';
import { SecretsMissing } from './secrets.ts';

/** After how long a token is read again, so that a rotated one is taken up; in milliseconds. */
const REFRESH_AFTER = 60 * 60_000;

/**
 * Reads the access token of LaunchDarkly from SSM when it is first asked for, and keeps it for an hour.
 * @param parts.prefix what the names of parameters with secrets of targets begin with; ends in `/`
 * @returns a function that gives it; with `fresh` it is read again. It throws SecretsMissing, or what SSM threw.
 */
export function createLaunchDarklyToken(parts: { client: SSMClient; clock: Clock; prefix: string }) {
  const { client, clock, prefix } = parts;
  const read = async (): Promise<string> => {
    const Names = [prefix + launchdarklyToken.name];
    const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }));
    const value = Parameters[0]?.Value;
    if (!value) throw new SecretsMissing([{ name: prefix + launchdarklyToken.name }]);
    return value;
  };
  const memory = createTtlCache<string>(clock, REFRESH_AFTER);
  return (fresh: boolean): Promise<string> => memory.get('', read, fresh);
}
