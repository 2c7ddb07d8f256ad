import { beforeEach, describe, expect, it } from 'vitest';
import { placeOrder } from '../../../examples/propagation/order-api.ts';
import { takeOrder } from '../../../examples/propagation/order-front.ts';
import { routeOrders } from '../../../examples/propagation/order-router.ts';
import { type Arm, armOf, saltOf } from '../../../src/routing/arm.ts';
import { fromKinesis } from '../../../src/routing/carry-payload.ts';
import { type Chance, createChance } from '../../../src/sandbox/traffic/random.ts';

const SALT = saltOf('r-0123456789ab');

/** What the stable and the canary version of both functions write and read. v54 counts dishes; v53 repeats them. */
const versions = {
  stable: {
    version: 'v53',
    format: (dishes: readonly string[]): object => ({ items: dishes }),
    cook: (order: Readonly<Record<string, never[]>>): number => (order.items as readonly unknown[]).length,
  },
  canary: {
    version: 'v54',
    format: (dishes: readonly string[]): object => ({ lines: dishes.map((dish) => ({ dish, count: 1 })) }),
    cook: (order: Readonly<Record<string, { count: number }[]>>): number =>
      (order.lines as readonly { count: number }[]).reduce((sum, { count }) => sum + count, 0),
  },
};

/** A restaurant with one stream: orders are written by one function, and read later by another. */
interface Restaurant {
  /** Share on the canary, in percent. */
  weight: number;
  /** What was logged of orders that carried a decision. */
  readonly logged: { mixed?: boolean; chain?: string }[];
  /** The baggage of each record in the stream, in the order of the orders. */
  readonly carried: string[];
  order(user: string): Promise<void>;
  /** Reads all that is in the stream; how many orders were cooked, and how many met a version that cannot read them. */
  cook(): Promise<{ cooked: number; mismatched: number }>;
}

/**
 * @param aliasOf which version runs behind an alias. With request-level splitting, `live` splits and there is no other;
 *   where users are routed, `live` is stable and `next` the canary.
 */
function aRestaurant(
  aliasOf: (alias: string, weight: number) => Arm,
  armOfUser: (user: string, weight: number) => Arm,
) {
  const stream: { kinesis: { data: string } }[] = [];
  const restaurant: Restaurant = {
    weight: 0,
    logged: [],
    carried: [],
    order: async (user) => {
      await takeOrder(
        { headers: { baggage: 'serin.menu=canary~forged~1,session=s1' }, user, dishes: ['soup', 'pie', 'pie'] },
        {
          discover: async () => ({ arm: armOfUser(user, restaurant.weight), rollout: 'r-0123456789ab', revision: 1 }),
          invoke: (alias, payload) =>
            placeOrder(
              payload as { dishes: string[] },
              {},
              {
                ...versions[aliasOf(alias, restaurant.weight)],
                put: async (data) => {
                  const record = { kinesis: { data: Buffer.from(data).toString('base64') } };
                  restaurant.carried.push(fromKinesis(record));
                  stream.push(record);
                },
              },
            ),
        },
      );
    },
    cook: async () => {
      let mismatched = 0;
      const Records = stream.splice(0);
      const invoke = async (alias: string, payload: object) => {
        const { version, cook } = versions[aliasOf(alias, restaurant.weight)];
        try {
          expect(cook((payload as { order: never }).order)).toBe(3);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          mismatched += 1;
        }
        return { version };
      };
      await routeOrders({ Records }, { invoke, log: (entry) => restaurant.logged.push(entry) });
      return { cooked: Records.length, mismatched };
    },
  };
  return restaurant;
}

let chance: Chance;
beforeEach(() => {
  chance = createChance(54);
});

/** As two aliases with weights do it: each draws for itself, whoever asks. */
const byRequests = () =>
  aRestaurant(
    (_, weight) => (chance.uniform() * 100 < weight ? 'canary' : 'stable'),
    () => 'stable',
  );

/** As the edge and discovery do it: by the user, and then by what is carried. */
const byUsers = () =>
  aRestaurant(
    (alias) => (alias === 'next' ? 'canary' : 'stable'),
    (user, weight) => armOf({ salt: SALT, weight, key: user }),
  );

const USERS = 2000;
async function everyoneOrders(restaurant: Restaurant): Promise<void> {
  for (let user = 0; user < USERS; user += 1) await restaurant.order(`user-${user}`);
}

/** A rollout up to everyone and back to nobody; at each weight everyone orders, and what is ordered is cooked after the next shift. */
async function aRollout(restaurant: Restaurant) {
  const weights = [0, 1, 5, 25, 50, 100, 25, 0];
  const cooked: { weight: number; mismatched: number }[] = [];
  for (const weight of weights) {
    restaurant.weight = weight;
    const { mismatched } = await restaurant.cook();
    cooked.push({ weight, mismatched });
    await everyoneOrders(restaurant);
  }
  cooked.push({ weight: 0, mismatched: (await restaurant.cook()).mismatched });
  return cooked;
}

describe('orders that one function writes to a stream and another reads', () => {
  it('meet the wrong version as often as chance has it where requests are split', async () => {
    const restaurant = byRequests();
    restaurant.weight = 25;
    await everyoneOrders(restaurant);
    const { cooked, mismatched } = await restaurant.cook();
    expect(cooked).toBe(USERS);
    // Both draw for themselves: 2 x 25% x 75% = 37.5%, within three standard deviations.
    const expected = USERS * 0.375;
    expect(Math.abs(mismatched - expected)).toBeLessThan(3 * Math.sqrt(expected * 0.625));
  });

  it('never meet the wrong version where the decision is carried', async () => {
    const restaurant = byUsers();
    restaurant.weight = 25;
    await everyoneOrders(restaurant);
    expect(await restaurant.cook()).toEqual({ cooked: USERS, mismatched: 0 });
    const onCanary = restaurant.logged.filter(({ chain }) => chain === 'order-api:v54 > order-events:v54').length;
    expect(Math.abs(onCanary - USERS * 0.25)).toBeLessThan(3 * Math.sqrt(USERS * 0.25 * 0.75));
    expect(restaurant.logged.filter(({ chain }) => chain === 'order-api:v53 > order-events:v53')).toHaveLength(
      USERS - onCanary,
    );
  });

  it('are found in the log where they met two versions, each of them', async () => {
    const restaurant = byRequests();
    restaurant.weight = 25;
    await everyoneOrders(restaurant);
    const { mismatched } = await restaurant.cook();
    expect(mismatched).toBeGreaterThan(0);
    expect(restaurant.logged.filter(({ mixed }) => mixed)).toHaveLength(mismatched);
  });

  it('carry what their sender put beside the decision, and no decision of the sender', async () => {
    const restaurant = byUsers();
    await restaurant.order('alice');
    expect(restaurant.carried).toEqual(['serin.order=stable~r-0123456789ab~1~order-api:v53,session=s1']);
  });

  it('of a whole rollout and its way back: hundreds are lost without propagation, none with it', async () => {
    const without = await aRollout(byRequests());
    const lost = without.reduce((sum, { mismatched }) => sum + mismatched, 0);
    expect(lost).toBeGreaterThan(USERS / 2);
    // Also what was written before the way back and is read after it, when the canary has no traffic any more.
    expect(without.at(-2)).toMatchObject({ weight: 0, mismatched: expect.toSatisfy((count) => count > 300) });
    const carried = await aRollout(byUsers());
    expect(carried.map(({ mismatched }) => mismatched)).toEqual(carried.map(() => 0));
  });
});
