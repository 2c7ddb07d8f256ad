import type { Clock } from '../../../ports/clock.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import type { ReadParameters } from './read-parameters.ts';
import { launchdarklyToken } from './secret-names.ts';
import { SecretsMissing } from './secrets.ts';

/** After how long a token is read again, so that a rotated one is taken up; in milliseconds. */
const REFRESH_AFTER = 60 * 60_000;

/**
 * Reads the access token of LaunchDarkly from SSM when it is first asked for, and keeps it for an hour.
 * @param parts.prefix what the names of parameters with secrets of targets begin with; ends in `/`
 * @returns a function that gives it; with `fresh` it is read again. It throws SecretsMissing, or what SSM threw.
 */
export function createLaunchDarklyToken(parts: { parameters: ReadParameters; clock: Clock; prefix: string }) {
  const { parameters, clock, prefix } = parts;
  const read = async (): Promise<string> => {
    const [found] = await parameters([prefix + launchdarklyToken.name]);
    const value = found?.Value;
    if (!value) throw new SecretsMissing([{ name: prefix + launchdarklyToken.name }]);
    return value;
  };
  const memory = createTtlCache<string>(clock, REFRESH_AFTER);
  return (fresh: boolean): Promise<string> => memory.get('', read, fresh);
}
