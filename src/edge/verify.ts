import { isSame, readToken, signedText, type TokenUse } from '../routing/token.ts';
import { type KeyValueStore, runtime } from './runtime.ts';
import { settings } from './settings.ts';

/** How many secrets are tried: the one that signs, and the one before it. */
const SECRETS = 2;

function isSignedBy(secret: string, text: string, signature: string): boolean {
  return (
    secret !== '' && isSame(runtime.crypto.createHmac('sha256', secret).update(text).digest('base64url'), signature)
  );
}

/**
 * What a signed token says; null when it is not of ours, for something else, or too old. Only who shows a token costs a second
 * read of the store.
 */
export async function verified(
  use: TokenUse,
  text: string | null,
  store: KeyValueStore,
  now: number,
): Promise<string | null> {
  const token = readToken(text, now);
  if (token === null) return null;
  try {
    const secrets = (await store.get(`${settings.name}.key`)).split('\n', SECRETS);
    const signed = signedText(use, settings.name, token.value, token.expires);
    return secrets.some((secret) => isSignedBy(secret, signed, token.signature)) ? token.value : null;
  } catch {
    return null;
  }
}
