import type { SlackCommand } from '../../../../ports/inbound/command.ts';
import { startOpening } from '../../views/modals/start-opening.ts';
import type { View } from '../../views/parts/view.ts';
import { handOverFailedView } from '../../views/replies/hand-over-failed.ts';
import { startNotOpened } from '../../views/replies/modal-not-opened.ts';
import type { ClickDeps } from '../actions/on-click.ts';

/** The timeout of the bus once a form is open, in milliseconds: opening it may have taken half of the 3 s that Slack waits. */
const PATIENCE_MS = 1000;

/**
 * Opens the form of a start, which the worker fills: a trigger lives 3 s, and nothing of a service is known here.
 *
 * @param command who asks, and where; its key is the external id of the form
 * @param on the message that it is opened on, if any
 * @returns what the person has to be told; null where the worker has taken over
 */
export async function openStartForm(
  { handOver, openModal }: Pick<ClickDeps, 'handOver' | 'openModal'>,
  triggerId: string,
  command: Omit<SlackCommand, 'body'>,
  on: { readonly message?: string } = {},
): Promise<View | null> {
  const { key: view, origin, replyTo } = command;
  const from = { ...origin, responseUrl: replyTo.responseUrl };
  if (!(await openModal(triggerId, startOpening(view, { from })))) return startNotOpened();
  const body = { name: 'start-form', view, service: null, label: null, ...on } as const;
  const outcome = await handOver({ ...command, body }, PATIENCE_MS);
  return outcome === 'taken' ? null : handOverFailedView(outcome);
}
