import { secretNames } from '../adapters/aws/ssm/secret-names.ts';
import type { Secrets } from '../adapters/aws/ssm/secrets.ts';
import type { Account } from './account.ts';

/** Puts what the functions have to know where they look for it, as `serin secrets` does. */
export async function storeSecrets(
  { secrets }: Pick<Account, 'secrets'>,
  ofSlack: Omit<Secrets, 'enterpriseId'>,
  launchdarklyToken: string,
): Promise<void> {
  for (const [key, { name }] of Object.entries(secretNames)) {
    await secrets.put(name, ofSlack[key as keyof typeof secretNames]);
  }
  await secrets.put('launchdarkly-token', launchdarklyToken);
}
