import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { HandedOver, HandOver } from '../hand-over.ts';
import { homeIn, idempotencyKey, readArrival } from '../request.ts';

/** The bus did not take the request for an App Home. Slack sends the event again when its request fails. */
class HomeNotHandedOver extends Error {
  readonly code = 'home-not-handed-over';
  constructor(outcome: HandedOver) {
    super(`The App Home is not drawn: handing it over ended with "${outcome}". Slack sends the event again.`);
    this.name = 'HomeNotHandedOver';
  }
}

/** Asks the worker to draw the App Home for whoever opened it. The tab of messages has nothing of Serin's. */
export function homeOpened(handOver: HandOver): Middleware<SlackEventMiddlewareArgs<'app_home_opened'>> {
  return async ({ event, body, context }) => {
    if (event.tab !== 'home') return;
    const arrival = readArrival(context);
    const outcome = await handOver({
      v: 1,
      key: idempotencyKey('event', [body.event_id, event.user]),
      issuedAt: arrival.issuedAt,
      by: { id: event.user, name: '' },
      team: body.team_id,
      ...homeIn(arrival, event.user),
      body: { name: 'home' },
    });
    if (outcome !== 'taken') throw new HomeNotHandedOver(outcome);
  };
}
