// Where a request comes in: decides once, and calls the API of that arm.
import { type Arm, choose, dropDecisions, fromHttp, type HttpHeaders, toPayload, writeDecision } from 'serin/routing';

interface Front {
  /** Asks `GET /discovery/order?user=…`. */
  readonly discover: (user: string) => Promise<{ arm: Arm; rollout: string | null; revision: number }>;
  /** Invokes the function order-api under an alias. */
  readonly invoke: (alias: string, payload: object) => Promise<unknown>;
}

export async function takeOrder(request: { headers: HttpHeaders; user: string; dishes: string[] }, front: Front) {
  const { arm, rollout, revision } = await front.discover(request.user);
  const decision = { service: 'order', arm, rollout, revision, chain: [] };
  // Whoever sent the request may have written decisions of their own.
  const baggage = writeDecision(dropDecisions(fromHttp(request.headers)), decision);
  const alias = choose(decision, { stable: 'live', canary: 'next' });
  return front.invoke(alias, toPayload({ dishes: request.dishes }, baggage));
}
