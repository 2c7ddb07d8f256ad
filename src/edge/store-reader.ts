import { isSame, readToken, signedText, type TokenUse } from '../routing/token.ts';
import type { Reader } from './reader.ts';
import { runtime } from './runtime.ts';
import { settings } from './settings.ts';

/** The number of secrets that are tried: the current one, and the one before it. */
const SECRETS = 2;

/** Reads from the store that is associated with the function. Only a request with a token costs a second read. */
export const storeReader: Reader = { split: splitInStore, verified: verifiedByStore };

async function splitInStore(): Promise<string> {
  return await runtime.cloudfront.kvs().get(settings.name);
}

async function verifiedByStore(use: TokenUse, text: string | null, now: number): Promise<string | null> {
  const token = readToken(text, now);
  if (token === null) return null;
  try {
    const secrets = (await runtime.cloudfront.kvs().get(`${settings.name}.key`)).split('\n', SECRETS);
    const signed = signedText(use, settings.name, token.value, token.expires);
    return secrets.some((secret) => isSignedBy(secret, signed, token.signature)) ? token.value : null;
  } catch {
    return null;
  }
}

function isSignedBy(secret: string, text: string, signature: string): boolean {
  return (
    secret !== '' && isSame(runtime.crypto.createHmac('sha256', secret).update(text).digest('base64url'), signature)
  );
}
