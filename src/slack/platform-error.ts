import { WebAPIPlatformError } from '@slack/web-api';

/** Slack's own word for why it refused a call (`not_in_channel`, …); null when the call failed in another way. */
export function platformError(error: unknown): string | null {
  return error instanceof WebAPIPlatformError ? error.data.error : null;
}
