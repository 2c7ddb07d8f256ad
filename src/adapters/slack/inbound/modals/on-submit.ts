import type { Middleware, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { CommandBody, SlackCommand } from '../../../../ports/inbound/command.ts';
import { type ModalOrigin, sayingModal } from '../../views/parts/modal.ts';
import { handOverFailedView, unknownModal } from '../../views/replies/hand-over-failed.ts';
import type { HandOver } from '../hand-over.ts';
import { type Arrival, homeIn, idempotencyKey, originIn, readArrival } from '../request.ts';

/** The values that a modal was submitted with, by block and element. */
export type ModalValues = ViewSubmitAction['view']['state']['values'];

/** The errors of a submission, as plain text by block: Slack shows each under its block, and the modal stays open. */
export type ModalErrors = Readonly<Record<string, string>>;

/** A submission that was read: the command that it asks for, or what is wrong with it. */
export type Submitted = { readonly body: CommandBody } | { readonly errors: ModalErrors };

/** The data of any modal: where it was opened. */
interface Opened {
  readonly from: ModalOrigin;
}

/**
 * A modal's listener: how its private_metadata and its submission are read, and the block under which it says that the command was not
 * handed over.
 */
export interface SubmittedModal<M extends Opened> {
  readonly decode: (metadata: string | null | undefined) => M | null;
  readonly read: (values: ModalValues, metadata: M) => Submitted;
  readonly block: string;
}

type Submit = Middleware<SlackViewMiddlewareArgs<ViewSubmitAction>>;

/** The part of a payload that says from which workspace it is. */
interface InWorkspace {
  readonly team?: { readonly id: string } | null;
  readonly enterprise?: { readonly id: string };
  readonly view?: { readonly app_installed_team_id?: string };
}

/** Returns the workspace that a modal is open in; the organisation where Slack names no workspace. */
export function teamIn({ team, enterprise, view }: InWorkspace): string {
  return view?.app_installed_team_id || team?.id || enterprise?.id || '';
}

/** Returns the place that a modal was opened in, and where it is answered. */
export function placeIn(
  arrival: Arrival,
  user: string,
  { channelId, channelName, responseUrl, isHome }: ModalOrigin,
): Pick<SlackCommand, 'origin' | 'organisation' | 'replyTo'> {
  if (isHome) return homeIn(arrival, user);
  return { ...originIn(arrival, channelId, channelName), replyTo: { user, channel: channelId, responseUrl } };
}

/** The key leaves out what was typed: one modal gives one command, however often it is submitted after an error. */
function commandFrom(submit: ViewSubmitAction, { from }: Opened, body: CommandBody, arrival: Arrival): SlackCommand {
  const { user, view } = submit;
  return {
    v: 1,
    key: idempotencyKey('modal', [view.id, view.callback_id, user.id]),
    issuedAt: arrival.issuedAt,
    by: { id: user.id, name: wholeText(user.name ?? '', limits.name) },
    team: teamIn(submit),
    ...placeIn(arrival, user.id, from),
    body,
  };
}

/**
 * Hands over what a modal asks for, like the click on a button: the worker authorises and answers. What is wrong with the submission, and
 * what keeps the command from reaching the worker, is said in the modal, which stays open.
 */
export function onSubmit<M extends Opened>({ decode, read, block }: SubmittedModal<M>, handOver: HandOver): Submit {
  return async ({ body: submit, view, context, ack }) => {
    const metadata = decode(view.private_metadata);
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
