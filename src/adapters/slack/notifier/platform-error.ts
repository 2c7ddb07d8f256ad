import { WebAPIPlatformError } from '@slack/web-api';

/** Slack's own word for why it refused a call (`not_in_channel`, …); null when the call failed in another way. */
export function platformError(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}

/** The scope that the app lacks for a call, where that is why Slack refused it and it says which. */
export function neededScope(error: unknown): string | null {
  if (platformError(error) !== 'missing_scope') return null;
  const { needed } = (error as WebAPIPlatformError).data as { readonly needed?: unknown };
  return typeof needed === 'string' ? needed : null;
}
