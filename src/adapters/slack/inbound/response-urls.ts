import type { View } from '../views/parts/view.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<{ readonly ok: boolean; readonly status: number }>;

/** Answers through the address that came with a command or a click: at most five times, within 30 minutes. */
export interface ResponseUrls {
  /**
   * Shows a message to the person who asked, and to nobody else. What they clicked on stays, unless the message replaces it.
   * @throws ResponseUrlFailed when the address is not Slack's, or does not take it
   */
  answer(url: string, view: View, replaces?: boolean): Promise<void>;
}

/** An answer could not be given through a response_url. */
export class ResponseUrlFailed extends Error {
  readonly code = 'response-url-failed';
  constructor(why: string, options?: ErrorOptions) {
    super(
      `The answer could not be sent to Slack's response_url (${why}). It is valid for 30 minutes and five answers; ask again.`,
      options,
    );
    this.name = 'ResponseUrlFailed';
  }
}

const SLACK = 'https://hooks.slack.com/';
const TIMEOUT_MS = 2500;

/**
 * @param allowed further beginnings of addresses that are taken, each ending in a slash: the sandbox's own. Nothing else
 *   is ever called, so that a forged command cannot make Serin send requests elsewhere.
 */
export function createResponseUrls(deps: {
  readonly fetch: Fetch;
  readonly allowed?: readonly string[];
}): ResponseUrls {
  const allowed = [SLACK, ...(deps.allowed ?? [])];
  return {
    async answer(url, view, replaces = false) {
      const address = URL.canParse(url) ? new URL(url).href : '';
      if (!allowed.some((beginning) => beginning.endsWith('/') && address.startsWith(beginning))) {
        throw new ResponseUrlFailed('the address is not one of Slack');
      }
      const body = JSON.stringify({ response_type: 'ephemeral', replace_original: replaces, ...view });
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await deps
        .fetch(address, { method: 'POST', headers, body, redirect: 'error', signal })
        .catch((cause: unknown) => {
          throw new ResponseUrlFailed('it did not answer', { cause });
        });
      if (!response.ok) throw new ResponseUrlFailed(`it answered ${response.status}`);
    },
  };
}
