import type { TargetDeps } from '../../../src/adapters/targets/registry.ts';
import { deployedTarget, targetKinds } from '../../../src/adapters/targets/registry.ts';
import { createDeploymentReceiver } from '../../../src/command/receive/deployment-event.ts';
import type { Notify } from '../../../src/domain/people/notify.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { TargetConfig } from '../../../src/domain/service.ts';
import { ECS, PAUSED } from '../../adapters/targets/ecs/world.ts';
import { anAccount } from '../../sandbox/cloud/ecs/an-account.ts';
import { aWorld, MINUTE } from '../world/world.ts';

/** The target of `anEcsService`. */
export const TARGET = 'ecs shop/invoices';

const PLAN: Plan = [
  { kind: 'shift', weight: 10 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'approve', from: ['U0BOB'], count: 1, within: 240 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 10 * MINUTE },
];

/** An engine with a service of the model of ECS as its only target. Both have the same time. */
export function anEcsService({
  plan = PLAN,
  configuration = PAUSED,
  others = [],
  notify = {},
}: {
  plan?: Plan;
  configuration?: typeof PAUSED;
  /** Further targets of the service. */
  others?: readonly TargetConfig[];
  notify?: Notify;
} = {}) {
  const account = anAccount(configuration, Date.UTC(2026, 0, 5, 9));
  const keepTime = async () => account.clock.advance(Math.max(0, world.now() - account.clock.now()));
  const world = aWorld({
    service: { targets: [ECS, ...others], plan, notify },
    wrap: (deps) => {
      const load = async () => {
        await keepTime();
        return account.client;
      };
      const target = targetKinds.ecs.create({ ecs: load, clock: deps.clock } as unknown as TargetDeps);
      return {
        ...deps,
        registry: { owner: async (name) => (name === 'ecs shop/other' ? null : 'checkout') },
        kind: (kind) => (kind === 'ecs' ? { ...targetKinds.ecs, target } : deps.kind(kind)),
      };
    },
  });
  let delivered = 0;
  const receive = createDeploymentReceiver({
    deployedTarget,
    accept: world.engine.deployment,
    log: { ...world.deps.log, error: (problem) => Promise.reject(new Error(JSON.stringify(problem))) },
  });
  /** Delivers the events that ECS has sent meanwhile. @returns their names */
  const tell = async (): Promise<readonly (string | undefined)[]> => {
    const sent = account.events.slice(delivered);
    delivered = account.events.length;
    for (const event of sent) await receive(event);
    return sent.map(({ detail }) => detail.eventName);
  };
  return {
    ...{ world, account, receive, tell },
    /** Lets time pass minute by minute: timers fire, and events come in. */
    pass: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        await world.pass(MINUTE);
        await keepTime();
        await tell();
      }
    },
    status: async () => (await account.deployment())?.status,
    stage: async () => (await account.deployment())?.lifecycleStage,
  };
}
