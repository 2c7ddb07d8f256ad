// Reads the stream, which has orders of both versions in it, and gives each to the consumer of its arm.
import { chainText, choose, fromKinesis, isMixed, readDecision, toPayload, withHop } from 'serin/routing';

interface Router {
  /** Invokes the function order-events under an alias; answers which version it ran. */
  readonly invoke: (alias: string, payload: object) => Promise<{ version: string }>;
  readonly log: (entry: object) => void;
}

export async function routeOrders(event: { Records: readonly { kinesis: { data: string } }[] }, router: Router) {
  for (const record of event.Records) {
    const carried = fromKinesis(record);
    const decision = readDecision(carried, 'order');
    const { order } = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString('utf8'));
    const alias = choose(decision, { stable: 'live', canary: 'next' });
    const { version } = await router.invoke(alias, toPayload({ order }, carried));
    if (decision === null) continue;
    const done = withHop(decision, { name: 'order-events', version });
    router.log({ rollout: done.rollout, arm: done.arm, chain: chainText(done), mixed: isMixed(done) });
  }
}
