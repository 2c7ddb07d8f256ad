// The API: writes the order to a stream, in the format of its version, with the decision beside it.
import { fromInvoke, readDecision, toKinesis, withHop, writeDecision } from 'serin/routing';

interface Api {
  readonly version: string;
  /** The order in the format of this version. */
  readonly format: (dishes: readonly string[]) => object;
  /** PutRecord of Kinesis, with these data. */
  readonly put: (data: Uint8Array) => Promise<unknown>;
}

export async function placeOrder(event: { dishes: readonly string[] }, context: unknown, api: Api) {
  const carried = fromInvoke(event, context);
  const decision = readDecision(carried, 'order');
  const onward = decision && withHop(decision, { name: 'order-api', version: api.version });
  const baggage = onward ? writeDecision(carried, onward) : carried;
  await api.put(toKinesis({ order: api.format(event.dishes) }, baggage));
}
