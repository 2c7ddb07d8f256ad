import { expect } from 'vitest';
import type { Service } from '../../../src/domain/service.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import type { SimulatedTargets } from '../world/simulated-target.ts';
import { aWorld, PLAN, type World } from '../world/world.ts';

export const ungated = { plan: PLAN.filter(({ kind }) => kind !== 'approve') };
export const lastReply = ({ replies }: World) => replies.at(-1);
export const waits = async (world: World) => ((await world.record()).queue?.starts ?? []).map(({ label }) => label);
export const queue = (world: World, label: string, as = 'U0BOB', more = {}) =>
  world.say({ name: 'start', label, queue: true, ...more }, { as });
export const leave = (world: World, label: string, as: string) => world.say({ name: 'leave-queue', label }, { as });
export const queueNotices = ({ told }: World) =>
  told.filter(({ key }) => key.startsWith('queue#')).map(({ text }) => text);
export const notStarted = (label: string) => expect.stringContaining(`${label} cannot start`);

/** Lets a promoted version be the stable one of the next start, as targets in AWS do. */
function withRepromotion(deps: Deps): Deps {
  return {
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      const { places } = kind.target as SimulatedTargets;
      return {
        ...kind,
        target: {
          ...kind.target,
          inspect: async (ask) => {
            const place = places.get(String(ask.config.name));
            if (place?.promoted) Object.assign(place, { weight: 0, promoted: false, exact: true });
            return kind.target.inspect(ask);
          },
        },
      };
    },
  };
}

/** A world in which v54 runs, started by alice. */
export async function running(service: Partial<Service> = {}, wrap = (deps: Deps): Deps => deps): Promise<World> {
  const world = aWorld({ service: { ...ungated, ...service }, wrap: (deps) => wrap(withRepromotion(deps)) });
  await world.say({ name: 'start' });
  return world;
}

/** Lets time pass until the rollout has completed, and not until the next one begins. */
export async function complete(world: World): Promise<void> {
  while ((await world.rollout()).phase.status !== 'completed') await world.pass(10_000);
}

export const hotfix = (world: World, label: string, as = 'U0DAVE', more = {}) =>
  world.say({ name: 'start', label, hotfix: 'the cart is empty', ...more }, { as });
export const hotfixNotices = ({ told }: World) =>
  told.filter(({ key }) => key.startsWith('hotfix#')).map(({ text }) => text);

export async function fire(world: World): Promise<void> {
  const since = world.now();
  world.alarms.set('checkout-5xx', {
    name: 'checkout-5xx',
    value: 'ALARM',
    since,
    suppressed: false,
    reason: '7 is over 1',
  });
}

export async function giveRoles({ config }: World): Promise<void> {
  config.live = { ...(config.live as Service), roles: { start: ['U0CAROL'] } };
}
