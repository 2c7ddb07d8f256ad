import type { BlockAction, ButtonAction, Middleware, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { commandLimits as limits } from '../../../../command/limits.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import type { CommandBody, SlackCommand } from '../../../../ports/inbound/command.ts';
import type { Log } from '../../../../ports/log.ts';
import {
  type ButtonValue,
  decodeQueueValue,
  decodeStartValue,
  decodeSyncValue,
  decodeValue,
  type QueueButtonValue,
  type StartButtonValue,
  type SyncButtonValue,
} from '../../views/parts/button.ts';
import type { ModalMetadata, ModalName } from '../../views/parts/modal.ts';
import type { View } from '../../views/parts/view.ts';
import { cancelledView } from '../../views/replies/cancelled.ts';
import { handOverFailedView, unknownButton } from '../../views/replies/hand-over-failed.ts';
import { modalNotOpened } from '../../views/replies/modal-not-opened.ts';
import type { HandOver } from '../hand-over.ts';
import type { OpenModal } from '../modals/open-modal.ts';
import { type Arrival, homeIn, idempotencyKey, originIn, readArrival } from '../request.ts';
import type { ResponseUrls } from '../response-urls.ts';

/** Makes the command of a button from its value. */
export type ButtonCommand = (value: ButtonValue) => CommandBody;

/** Makes the command of a sync's button from its value. */
export type SyncButtonCommand = (value: SyncButtonValue) => CommandBody;

/** Makes the command of the button of a queue from its value. */
export type QueueButtonCommand = (value: QueueButtonValue) => CommandBody;

/** Makes the command of the button that starts what was shown. */
export type StartButtonCommand = (value: StartButtonValue) => CommandBody;

type Click = BlockAction<ButtonAction>;

/** The dependencies of a click beside the hand-over: Slack shows nobody the acknowledgement of a click. */
export interface ClickDeps {
  readonly handOver: HandOver;
  readonly responseUrls: ResponseUrls;
  readonly openModal: OpenModal;
  readonly log: Log;
}

function placeOf(click: Click, arrival: Arrival): Pick<SlackCommand, 'origin' | 'organisation' | 'replyTo'> {
  const { user, channel, view } = click;
  if (channel === undefined && view?.type === 'home') return homeIn(arrival, user.id);
  const channelId = channel?.id ?? '';
  return {
    ...originIn(arrival, channelId, channel?.name ?? ''),
    replyTo: { user: user.id, channel: channelId, responseUrl: click.response_url ?? '' },
  };
}

function commandFrom(click: Click, action: ButtonAction, body: CommandBody, arrival: Arrival): SlackCommand {
  const { user } = click;
  const origin = action.action_ts ?? arrival.signature;
  return {
    v: 1,
    key: idempotencyKey('button', [origin, action.block_id, action.action_id, user.id, action.value ?? '']),
    issuedAt: arrival.issuedAt,
    by: { id: user.id, name: wholeText(user.name ?? user.username ?? '', limits.name) },
    team: click.team?.id ?? click.enterprise?.id ?? '',
    ...placeOf(click, arrival),
    body,
  };
}

/** A click in the App Home brings no response_url: Slack marks its button when the request fails. */
class ClickUnanswered extends Error {
  readonly code = 'click-unanswered';
  constructor() {
    super('A click in the App Home reached nobody, and brings no address for an answer. Slack marks its button.');
    this.name = 'ClickUnanswered';
  }
}

async function tell(deps: ClickDeps, click: Click, view: View, replaces = false): Promise<void> {
  if (click.view?.type === 'home') throw new ClickUnanswered();
  await deps.responseUrls.answer(click.response_url ?? '', view, replaces).catch((error: unknown) => {
    deps.log.error({ error, user: click.user.id }, 'a click could not be answered');
  });
}

/**
 * Hands over what a button asks for. The worker authorises and answers; only what keeps the command from reaching it is
 * told here, through the response_url.
 */
export function onClick(make: ButtonCommand, deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  return handOverClick((text) => {
    const value = decodeValue(text);
    return value === null ? null : make(value);
  }, deps);
}

/** The same for the buttons of a sync. */
export function onSyncClick(make: SyncButtonCommand, deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  return handOverClick((text) => {
    const value = decodeSyncValue(text);
    return value === null ? null : make(value);
  }, deps);
}

/** The same for the buttons of a queue that has stopped. */
export function onQueueClick(make: QueueButtonCommand, deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  return handOverClick((text) => {
    const value = decodeQueueValue(text);
    return value === null ? null : make(value);
  }, deps);
}

/** The same for the button that starts what was shown: the answer takes the place of what was shown. */
export function onStartClick(make: StartButtonCommand, deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  const handOver: HandOver = (command) =>
    deps.handOver({ ...command, replyTo: { ...command.replyTo, replaces: true } });
  return handOverClick(
    (text) => {
      const value = decodeStartValue(text);
      return value === null ? null : make(value);
    },
    { ...deps, handOver },
  );
}

/** Answers a click that leaves a start that was shown. Nothing was started, so that nothing has to reach the worker. */
export function onCancelClick(deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  return async ({ body: click, action, ack }) => {
    await tell(deps, click, cancelledView(action.value ?? ''), true);
    await ack();
  };
}

function handOverClick(
  read: (value: string | undefined) => CommandBody | null,
  deps: ClickDeps,
): Middleware<SlackActionMiddlewareArgs<Click>> {
  return async ({ body: click, action, context, ack }) => {
    const body = read(action.value);
    if (body === null) {
      await tell(deps, click, unknownButton());
    } else {
      const outcome = await deps.handOver(commandFrom(click, action, body, readArrival(context)));
      if (outcome !== 'taken') await tell(deps, click, handOverFailedView(outcome));
    }
    await ack();
  };
}

/**
 * Opens the modal of a button that asks for something first. It is opened here and not by the worker, since a trigger lives 3 s; the
 * worker authorises what the modal is submitted with.
 */
export function onModalClick(
  name: Exclude<ModalName, 'start'>,
  draw: (metadata: ModalMetadata) => ModalView,
  deps: ClickDeps,
): Middleware<SlackActionMiddlewareArgs<Click>> {
  return async ({ body: click, action, context, ack }) => {
    const value = decodeValue(action.value);
    if (value === null) {
      await tell(deps, click, unknownButton());
    } else {
      const { origin, replyTo } = placeOf(click, readArrival(context));
      const modal = draw({ ...value, from: { ...origin, responseUrl: replyTo.responseUrl } });
      const isOpen = await deps.openModal(click.trigger_id ?? '', modal);
      if (!isOpen) await tell(deps, click, modalNotOpened(name, value.service));
    }
    await ack();
  };
}

/** Answers a click on something that is no button of this version. */
export function onUnknownClick(deps: ClickDeps): Middleware<SlackActionMiddlewareArgs<Click>> {
  return async ({ body: click, ack }) => {
    await tell(deps, click, unknownButton());
    await ack();
  };
}
