import type { BlockAction, Middleware, SlackActionMiddlewareArgs } from '@slack/bolt';
import { isLabel } from '../../../../command/label.ts';
import { commandLimits as limits, servicePattern } from '../../../../command/limits.ts';
import { wholeText } from '../../../../command/whole-text.ts';
import { decodeStartMetadata } from '../../views/parts/modal.ts';
import type { HandOver } from '../hand-over.ts';
import { type Arrival, idempotencyKey, readArrival } from '../request.ts';
import { placeIn, teamIn } from './on-submit.ts';
import { readChosen } from './start.ts';

/** A choice in a modal brings no address for an answer: Slack marks its field when the request fails. */
class ChoiceUnanswered extends Error {
  readonly code = 'choice-unanswered';
  constructor(why: string) {
    super(`A choice in a form was not handed over (${why}). Slack marks its field; choose again.`);
    this.name = 'ChoiceUnanswered';
  }
}

/** The key of a choice: the same however often Slack sends it. */
function keyOf({ actions, user, view }: BlockAction, { signature }: Arrival): string {
  const { action_ts: at = signature, block_id: block = '', action_id: id = '' } = actions[0] ?? {};
  return idempotencyKey('button', [at, block, id, user.id, view?.id ?? '']);
}

/** Returns what is chosen, as far as it can be meant. */
function readChoice({ view }: BlockAction) {
  const { service, label, plan } = readChosen(view?.state?.values ?? {});
  return {
    service: servicePattern.test(service) ? service : null,
    label: isLabel(label) ? label : null,
    ...(plan !== undefined && { plan }),
  };
}

/** Asks the worker to draw the form of a start anew for what is chosen in it. The worker authorises, and reads what belongs to it. */
export function onChoice(handOver: HandOver): Middleware<SlackActionMiddlewareArgs<BlockAction>> {
  return async ({ body, context, ack }) => {
    const { user, view } = body;
    const metadata = decodeStartMetadata(view?.private_metadata);
    if (!view?.external_id || metadata === null) throw new ChoiceUnanswered('another version');
    const arrival = readArrival(context);
    const outcome = await handOver({
      v: 1,
      key: keyOf(body, arrival),
      issuedAt: arrival.issuedAt,
      by: { id: user.id, name: wholeText(user.name ?? '', limits.name) },
      team: teamIn(body),
      ...placeIn(arrival, user.id, metadata.from),
      body: { name: 'start-form', view: view.external_id, ...readChoice(body) },
    });
    if (outcome !== 'taken') throw new ChoiceUnanswered(outcome);
    await ack();
  };
}
