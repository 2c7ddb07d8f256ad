import type { Reply } from '../rollout/effect.ts';
import type { Deps } from './deps.ts';
import { refusal } from './replies.ts';

/** The refusal of a name that no service has: which there are. */
export async function unknownService(deps: Deps, name: string): Promise<Reply> {
  const names = await deps.services.names();
  const known =
    names.length === 0
      ? 'None is configured yet: run `serin apply serin.yml`.'
      : `Configured are: ${names.join(', ')}.`;
  return refusal('unknown-service', `There is no service ${name}. ${known}`);
}
