import { App, HTTPReceiver } from '@slack/bolt';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import serverlessHttp from 'serverless-http';
import type { Clock } from '../../../ports/clock.ts';
import type { Bus } from '../../../ports/inbound/bus.ts';
import type { Log } from '../../../ports/log.ts';
import { createBoltLogger } from '../bolt-logger.ts';
import { rejectModal } from '../views/modals/reject.ts';
import { START_SHORTCUT, startElements } from '../views/modals/start-fields.ts';
import {
  actionId,
  type ButtonName,
  buttonNames,
  type QueueButtonName,
  queueButtonNames,
  type SyncButtonName,
  startButtonNames,
  syncButtonNames,
} from '../views/parts/button.ts';
import { callbackId, type ModalName, modalNames } from '../views/parts/modal.ts';
import { accept } from './actions/accept.ts';
import { approve } from './actions/approve.ts';
import { leaveQueue } from './actions/leave-queue.ts';
import {
  type ButtonCommand,
  type ClickDeps,
  onCancelClick,
  onClick,
  onModalClick,
  onQueueClick,
  onStartClick,
  onSyncClick,
  onUnknownClick,
  type QueueButtonCommand,
  type SyncButtonCommand,
} from './actions/on-click.ts';
import { pause } from './actions/pause.ts';
import { promote } from './actions/promote.ts';
import { putBack } from './actions/put-back.ts';
import { resume } from './actions/resume.ts';
import { resumeQueue } from './actions/resume-queue.ts';
import { rollback } from './actions/rollback.ts';
import { showSync } from './actions/show-sync.ts';
import { skip } from './actions/skip.ts';
import { start } from './actions/start.ts';
import { stopSync } from './actions/stop-sync.ts';
import { sync } from './actions/sync.ts';
import { withdraw } from './actions/withdraw.ts';
import { canary } from './commands/canary.ts';
import { unknownCommand } from './commands/unknown.ts';
import { homeOpened } from './events/home-opened.ts';
import { createHandOver } from './hand-over.ts';
import { onChoice } from './modals/on-choice.ts';
import { onSubmit, onUnknownSubmit } from './modals/on-submit.ts';
import type { OpenModal } from './modals/open-modal.ts';
import { reject } from './modals/reject.ts';
import { start as startForm } from './modals/start.ts';
import { createRefusedAnswers } from './refusal-answers.ts';
import type { Arrival } from './request.ts';
import type { ResponseUrls } from './response-urls.ts';
import { onStartShortcut } from './shortcuts/start.ts';
import { type SlackCredentials, type VerifiedRequest, verifyRequest } from './verify-request.ts';

/** The secrets of the Slack function, and the workspace it belongs to. */
export interface SlackKeys extends SlackCredentials {
  readonly macKey: string;
}

/** The dependencies of the Slack function. */
export interface SlackHandlerDeps {
  readonly secrets: () => Promise<SlackKeys>;
  readonly bus: Bus;
  /** Serin's clock: the time of issue of a command is told in it. */
  readonly clock: Clock;
  /** The time that Slack's timestamps are compared with, in milliseconds; the same as the clock's unless that is virtual. */
  readonly slackNow?: () => number;
  readonly log: Log;
  readonly responseUrls: ResponseUrls;
  readonly openModal: OpenModal;
  /** The path that Slack sends to, for example `/slack/events`. */
  readonly path: string;
  /** The timeout of the bus before the person is told, in milliseconds. */
  readonly patienceMs?: number;
}

/** A Lambda handler behind an HTTP API, payload format 2.0. Answers every event, also one that is no request. */
export type SlackHandler = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

const SLASH = '/canary';

/** The elements of forms that draw them anew. */
const choices = Object.values(startElements);

const buttons = {
  approve,
  withdraw,
  pause,
  resume,
  'put-back': putBack,
  accept,
  promote,
  rollback,
  skip,
} satisfies Record<Exclude<ButtonName, ModalName>, ButtonCommand>;

/** The buttons that open a modal first, and how it is drawn. */
const openers = { reject: rejectModal } satisfies Record<ModalName & ButtonName, Parameters<typeof onModalClick>[1]>;

const syncButtons = { sync, 'look-at-sync': showSync, 'stop-sync': stopSync } satisfies Record<
  SyncButtonName,
  SyncButtonCommand
>;

const queueButtons = { 'resume-queue': resumeQueue, 'leave-queue': leaveQueue } satisfies Record<
  QueueButtonName,
  QueueButtonCommand
>;

/** The headers in which an admitted request carries what its listeners need of its arrival; never taken from outside. */
const ISSUED_AT = 'x-serin-issued-at';
const IN_WORKSPACE = 'x-serin-in-workspace';
const ASK_ORGANIZATION = 'x-serin-ask-organisation';
const SIGNATURE = 'x-slack-signature';

/**
 * Creates Bolt's HTTP receiver. verifyRequest has verified the request, so the receiver does not again: its check reads the
 * machine's clock and lets an unsigned ssl_check pass. Nothing here calls Slack, so there is no token and no auth.test.
 */
function createReceiver(log: Log): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    processBeforeResponse: true,
    endpoints: '/',
    logger: createBoltLogger(log),
    customPropertiesExtractor: ({ headers }): Arrival => ({
      issuedAt: Number(headers[ISSUED_AT]),
      signature: String(headers[SIGNATURE]),
      inWorkspace: headers[IN_WORKSPACE] === 'true',
      askOrganisation: String(headers[ASK_ORGANIZATION] ?? ''),
    }),
  });
}

function createApp(receiver: HTTPReceiver, deps: ClickDeps): void {
  const app = new App({
    receiver,
    logger: createBoltLogger(deps.log),
    authorize: async () => ({}),
    ignoreSelf: false,
  });
  app.command(SLASH, canary(deps));
  app.event('app_home_opened', homeOpened(deps.handOver));
  app.command(new RegExp(`^(?!${SLASH}$)`), unknownCommand);
  app.shortcut({ type: 'message_action', callback_id: START_SHORTCUT }, onStartShortcut(deps));
  for (const [name, make] of Object.entries(buttons)) {
    app.action({ type: 'block_actions', action_id: actionId(name as ButtonName) }, onClick(make, deps));
  }
  app.action({ type: 'block_actions', action_id: actionId('reject') }, onModalClick('reject', openers.reject, deps));
  app.view({ type: 'view_submission', callback_id: callbackId('reject') }, onSubmit(reject, deps.handOver));
  app.view({ type: 'view_submission', callback_id: callbackId('start') }, onSubmit(startForm, deps.handOver));
  for (const id of choices) app.action({ type: 'block_actions', action_id: id }, onChoice(deps.handOver));
  for (const name of syncButtonNames) {
    app.action({ type: 'block_actions', action_id: actionId(name) }, onSyncClick(syncButtons[name], deps));
  }
  for (const name of queueButtonNames) {
    app.action({ type: 'block_actions', action_id: actionId(name) }, onQueueClick(queueButtons[name], deps));
  }
  app.action({ type: 'block_actions', action_id: actionId('start') }, onStartClick(start, deps));
  app.action({ type: 'block_actions', action_id: actionId('cancel-start') }, onCancelClick(deps));
  const known = [
    ...[...buttonNames, ...syncButtonNames, ...queueButtonNames, ...startButtonNames].map(actionId),
    ...choices,
  ].join('|');
  app.action({ type: 'block_actions', action_id: new RegExp(`^(?!(?:${known})$)`) }, onUnknownClick(deps));
  const submitted = modalNames.map(callbackId).join('|');
  app.view({ type: 'view_submission', callback_id: new RegExp(`^(?!(?:${submitted})$)`) }, onUnknownSubmit);
}

/** The request as Bolt gets it: only what was verified, and nothing else that came with it. */
function toBolt(request: VerifiedRequest, issuedAt: number): object {
  return {
    version: '2.0',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      'content-type': request.contentType,
      [SIGNATURE]: request.signature,
      [ISSUED_AT]: String(issuedAt),
      [IN_WORKSPACE]: String(request.identity?.inWorkspace ?? false),
      [ASK_ORGANIZATION]: request.identity?.askOrganisation ?? '',
    },
    body: request.body,
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', sourceIp: '' } },
  };
}

/**
 * The Slack function: verifies, checks cheaply, hands over one signed command and answers, within Slack's three seconds.
 *
 * A command's time of issue is Slack's signed timestamp: how long ago it was is carried over to Serin's clock. A retry
 * that Slack sends with a new timestamp has the same key, so whichever arrives first counts, with its own time.
 */
export function createSlackHandler(deps: SlackHandlerDeps): SlackHandler {
  const { clock, log, responseUrls, patienceMs = 2200, slackNow = clock.now } = deps;
  const macKey = async () => (await deps.secrets()).macKey;
  const receiver = createReceiver(log);
  const handOver = createHandOver({ macKey, bus: deps.bus, log, patienceMs });
  createApp(receiver, { handOver, responseUrls, openModal: deps.openModal, log });
  const bolt = serverlessHttp(receiver.requestListener);
  const answerRefused = createRefusedAnswers({ responseUrls, log });
  return async (event) => {
    try {
      const now = slackNow();
      const request = verifyRequest(event, deps.path, await deps.secrets(), now);
      if (!request.admitted) {
        log.warn({ why: request.why, status: request.status }, 'request turned away');
        return request.isSigned ? await answerRefused(request) : { statusCode: request.status, body: '' };
      }
      const age = Math.max(0, now - request.sentAt);
      return await bolt(toBolt(request, clock.now() - age), {});
    } catch (error) {
      log.error({ error }, 'the Slack function failed');
      return { statusCode: 500, body: '' };
    }
  };
}
