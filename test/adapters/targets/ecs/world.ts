import { type DeploymentConfiguration, ECSClient, ServiceDeploymentNotFoundException } from '@aws-sdk/client-ecs';
import { createEcsTarget } from '../../../../src/adapters/targets/ecs/target.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { DeploymentSource, InspectRequest, Target, VersionSource } from '../../../../src/ports/target.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { anAccount, CANARY, pauseAt } from '../../../sandbox/cloud/ecs/an-account.ts';
import type { TestClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import type { TargetWorld } from '../target-contract.ts';

/** The service of `anAccount` as a target. */
export const ECS: TargetConfig = { kind: 'ecs', cluster: 'shop', service: 'invoices' };

/** A canary of 10% that pauses before each of its two shifts and behind them, and does not bake. */
export const PAUSED: DeploymentConfiguration = {
  ...CANARY,
  ...{ bakeTimeInMinutes: 0, canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 0 } },
  lifecycleHooks: [pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT')],
};

/** The longest that a deployment of the model takes from one pause to the next, in milliseconds. */
const NEXT_PAUSE_MS = 3 * 60_000;

const SOMEWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };

function refuseGone(): never {
  throw new ServiceDeploymentNotFoundException({ message: 'It is gone.', $metadata: {} });
}

/** A world with a service of ECS in it. */
export interface EcsTestWorld extends TargetWorld {
  readonly target: Target & VersionSource & DeploymentSource;
  readonly account: ReturnType<typeof anAccount>;
  /** The calls of the target to ECS, in order. */
  readonly calls: readonly string[];
}

/**
 * A service of the model as a target. Time goes on to the next pause after each write.
 * @param underWay true when something else has begun a deployment that waits at its first pause
 */
export async function anEcsWorld({
  underWay = false,
  configuration = PAUSED,
  ask = {},
}: {
  readonly underWay?: boolean;
  readonly configuration?: DeploymentConfiguration;
  readonly ask?: Partial<InspectRequest>;
} = {}): Promise<EcsTestWorld> {
  const account = anAccount(configuration);
  const { clock: time, cloud } = account;
  let isGone = false;
  const missing = { services: [], serviceDeployments: [], failures: [{ reason: 'MISSING' }] };
  const calls: string[] = [];
  const ifThere = Object.entries(cloud.model).map(([name, operate]) => [
    name,
    (input: never) => {
      calls.push(name);
      if (!isGone) return operate(input);
      return name.startsWith('Describe') ? missing : refuseGone();
    },
  ]);
  const client = attach(new ECSClient(SOMEWHERE), 'ECS', Object.fromEntries(ifThere));
  let passing: Promise<unknown> = Promise.resolve();
  const pass = (ms: number) => {
    passing = passing.then(() => time.advance(ms));
    return passing;
  };
  const clock: TestClock = {
    now: time.now,
    async wait(ms) {
      await pass(ms);
    },
    advance(ms) {
      pass(ms);
    },
  };
  if (underWay) await account.update();
  await pass(NEXT_PAUSE_MS);
  const target = createEcsTarget({ load: async () => client, clock });
  return {
    account,
    calls,
    clock,
    ask: anAsk(ECS, { adopt: underWay, ...ask }),
    target: {
      ...target,
      read: (...asked) => passing.then(() => target.read(...asked)),
      async shift(state, goal, expected) {
        let result = await target.shift(state, goal, expected);
        await pass(NEXT_PAUSE_MS);
        // ECS may pause more than once on its way to a share; the engine looks again, and shifts again.
        for (let looks = 0; looks < 9; looks++) {
          const reading = await target.read({ ...state, ...result });
          if (reading.effectiveAt !== null || reading.drift !== null || reading.wentBack !== undefined) break;
          result = await target.shift({ ...state, ...result }, goal, reading);
          await pass(NEXT_PAUSE_MS);
        }
        return result;
      },
      async back(...asked) {
        const result = await target.back(...asked);
        await pass(NEXT_PAUSE_MS);
        return result;
      },
    },
    look: async () => ({ loadBalancers: (await account.describe())?.loadBalancers, shares: account.shares() }),
    async split() {
      if (!underWay) {
        await account.update();
        await pass(NEXT_PAUSE_MS);
      }
      for (const hookId of await account.awaited()) await account.answer(hookId, 'CONTINUE');
      await pass(NEXT_PAUSE_MS);
    },
    async change() {
      await account.update({ taskDefinition: account.cloud.register('invoices', 'registry/invoices:v60') });
      await pass(NEXT_PAUSE_MS);
    },
    async remove() {
      isGone = true;
    },
  };
}
