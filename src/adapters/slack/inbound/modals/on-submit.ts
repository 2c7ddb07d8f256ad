import type { Middleware, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { CommandBody, SlackCommand } from '../../../../ports/inbound/command.ts';
import { decodeMetadata, type ModalMetadata, sayingModal } from '../../views/parts/modal.ts';
import { handOverFailedView, unknownModal } from '../../views/replies/hand-over-failed.ts';
import type { HandOver } from '../hand-over.ts';
import { type Arrival, homeIn, idempotencyKey, originIn, readArrival } from '../request.ts';

/** The values that a modal was submitted with, by block and element. */
export type ModalValues = ViewSubmitAction['view']['state']['values'];

/** The errors of a submission, as plain text by block: Slack shows each under its block, and the modal stays open. */
export type ModalErrors = Readonly<Record<string, string>>;

/** A submission that was read: the command that it asks for, or what is wrong with it. */
export type Submitted = { readonly body: CommandBody } | { readonly errors: ModalErrors };

/** A modal's listener: how its submission is read, and the block under which it says that the command was not handed over. */
export interface SubmittedModal {
  readonly read: (values: ModalValues, metadata: ModalMetadata) => Submitted;
  readonly block: string;
}

type Submit = Middleware<SlackViewMiddlewareArgs<ViewSubmitAction>>;

/** The key leaves out what was typed: one modal gives one command, however often it is submitted after an error. */
function commandFrom(
  submit: ViewSubmitAction,
  { from }: ModalMetadata,
  body: CommandBody,
  arrival: Arrival,
): SlackCommand {
  const { user, view, team, enterprise } = submit;
  const { channelId, channelName, responseUrl, isHome } = from;
  const inChannel = {
    ...originIn(arrival, channelId, channelName),
    replyTo: { user: user.id, channel: channelId, responseUrl },
  };
  return {
    v: 1,
    key: idempotencyKey('modal', [view.id, view.callback_id, user.id]),
    issuedAt: arrival.issuedAt,
    by: { id: user.id, name: wholeText(user.name ?? '', limits.name) },
    team: view.app_installed_team_id || team?.id || enterprise?.id || '',
    ...(isHome ? homeIn(arrival, user.id) : inChannel),
    body,
  };
}

/**
 * Hands over what a modal asks for, like the click on a button: the worker authorises and answers. What is wrong with the submission, and
 * what keeps the command from reaching the worker, is said in the modal, which stays open.
 */
export function onSubmit({ read, block }: SubmittedModal, handOver: HandOver): Submit {
  return async ({ body: submit, view, context, ack }) => {
    const metadata = decodeMetadata(view.private_metadata);
    if (metadata === null) return ack({ response_action: 'update', view: sayingModal(unknownModal()) });
    const submitted = read(view.state.values, metadata);
    if ('errors' in submitted) return ack({ response_action: 'errors', errors: submitted.errors });
    const outcome = await handOver(commandFrom(submit, metadata, submitted.body, readArrival(context)));
    if (outcome === 'taken') return ack();
    return ack({ response_action: 'errors', errors: { [block]: handOverFailedView(outcome).text } });
  };
}

/** Answers the submission of something that is no modal of this version. */
export const onUnknownSubmit: Submit = ({ ack }) =>
  ack({ response_action: 'update', view: sayingModal(unknownModal()) });
