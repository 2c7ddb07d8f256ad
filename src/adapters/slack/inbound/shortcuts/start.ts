import type { MessageShortcut, Middleware, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { plainText } from '../../../../command/plain-words.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { SlackCommand } from '../../../../ports/inbound/command.ts';
import type { View } from '../../views/parts/view.ts';
import type { ClickDeps } from '../actions/on-click.ts';
import { openStartForm } from '../modals/open-start.ts';
import { type Arrival, idempotencyKey, originIn, readArrival } from '../request.ts';

/** Returns the words of a message: those of pipelines stand in attachments as well. */
function messageText({ message }: MessageShortcut): string {
  const attachments = (message.attachments ?? []) as readonly { readonly text?: string; readonly fallback?: string }[];
  const parts = [message.text, ...attachments.flatMap(({ text, fallback }) => [text, fallback])];
  return wholeText(plainText(parts.filter(Boolean).join(' ')), limits.message);
}

function commandFrom(shortcut: MessageShortcut, arrival: Arrival): Omit<SlackCommand, 'body'> {
  const { user, channel, team, trigger_id: trigger, response_url: responseUrl } = shortcut;
  return {
    v: 1,
    key: idempotencyKey('shortcut', [trigger, user.id, shortcut.callback_id]),
    issuedAt: arrival.issuedAt,
    by: { id: user.id, name: wholeText(user.name ?? '', limits.name) },
    team: team?.id ?? shortcut.enterprise?.id ?? '',
    ...originIn(arrival, channel.id, channel.name ?? ''),
    replyTo: { user: user.id, channel: channel.id, responseUrl: responseUrl ?? '' },
  };
}

/** Opens the form of a start on a message; the worker chooses what the message names, if its person may start it. */
export function onStartShortcut(deps: ClickDeps): Middleware<SlackShortcutMiddlewareArgs<MessageShortcut>> {
  return async ({ shortcut, context, ack }) => {
    const message = messageText(shortcut);
    const command = commandFrom(shortcut, readArrival(context));
    const problem = await openStartForm(deps, shortcut.trigger_id, command, message === '' ? {} : { message });
    if (problem !== null) await tell(deps, command, problem);
    await ack();
  };
}

async function tell({ responseUrls, log }: ClickDeps, { by, replyTo }: Omit<SlackCommand, 'body'>, view: View) {
  await responseUrls.answer(replyTo.responseUrl, view).catch((error: unknown) => {
    log.error({ error, user: by.id }, 'a shortcut could not be answered');
  });
}
