import type { ModalView } from '@slack/types';
import * as z from 'zod/mini';
import type { Log } from '../../../../ports/log.ts';

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: RequestInit,
) => Promise<{ readonly status: number; readonly json: () => Promise<unknown> }>;

/**
 * Opens a modal for the person whose click or command brought the trigger. Never throws: false means that the person may see none, and has to be
 * told another way.
 */
export type OpenModal = (triggerId: string, modal: ModalView) => Promise<boolean>;

/** The dependencies of opening modals. */
export interface OpenModalDeps {
  readonly fetch: Fetch;
  readonly botToken: () => Promise<string>;
  readonly log: Pick<Log, 'warn'>;
  /** Another address than Slack's own, ending in `/api/`. */
  readonly apiUrl?: string;
}

/** Slack waits 3 s for the answer to a click, and a person whose modal does not open must still be told. */
const TIMEOUT_MS = 1500;

/** Slack's answers to a modal that was opened already. */
const REPEATED = ['exchanged_trigger_id', 'duplicate_external_id'];

const answer = z.object({ ok: z.boolean(), error: z.optional(z.string()) });

/**
 * Calls views.open, once: its trigger is good for 3 s, so that nothing can be waited for, neither the end of a rate limit nor a server
 * that failed. A trigger that was used already is no failure: Slack has sent the same request twice, and the modal is open.
 * Source: "views.open" in Slack's API reference.
 */
export function createOpenModal({ fetch, botToken, log, apiUrl = 'https://slack.com/api/' }: OpenModalDeps): OpenModal {
  const open = async (triggerId: string, modal: ModalView): Promise<string | null> => {
    const response = await fetch(`${apiUrl}views.open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${await botToken()}` },
      body: JSON.stringify({ trigger_id: triggerId, view: modal }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status !== 200) return `status ${response.status}`;
    const { ok, error = 'unknown' } = answer.parse(await response.json());
    return ok || REPEATED.includes(error) ? null : error;
  };
  return async (triggerId, modal) => {
    try {
      const why = await open(triggerId, modal);
      if (why !== null) log.warn({ why, modal: modal.callback_id }, 'Slack opened no modal');
      return why === null;
    } catch (error) {
      log.warn({ error, modal: modal.callback_id }, 'Slack opened no modal');
      return false;
    }
  };
}
