import { secretNames } from '../../adapters/aws/ssm/secret-names.ts';
import type { Secrets } from '../../adapters/aws/ssm/secrets.ts';
import type { Account } from './account.ts';

/** Stores the secrets where the functions read them, as `serin secrets` does. */
export async function storeSecrets(
  { secrets }: Pick<Account, 'secrets'>,
  ofSlack: Omit<Secrets, 'enterpriseId'>,
  { launchdarklyToken, signalKey }: { readonly launchdarklyToken: string; readonly signalKey: string },
): Promise<void> {
  for (const [key, { name }] of Object.entries(secretNames)) {
    await secrets.put(name, ofSlack[key as keyof typeof secretNames]);
  }
  await secrets.put('launchdarkly-token', launchdarklyToken);
  await secrets.put('signal-key', signalKey);
}
