import * as z from 'zod/mini';
import type { Plan } from '../rollout/plan.ts';
import type { Json, Service, TargetConfig } from '../rollout/service.ts';
import { exactly, list, type Shape } from './shape.ts';

/** The shape of anything that JSON can hold. */
export const jsonShape: Shape<Json> = z.json();

/** The shape of the configuration of one target. */
export const targetConfigShape = exactly<TargetConfig>()(z.catchall(z.object({ kind: z.string() }), jsonShape));

const plan = exactly<Plan>()(
  list(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('shift'), weight: z.number() }),
      z.object({ kind: z.literal('cohort'), names: list(z.string()) }),
      z.object({ kind: z.literal('bake'), ms: z.number() }),
      z.object({ kind: z.literal('approve'), from: list(z.string()), count: z.number(), within: z.number() }),
    ]),
  ),
);

/** The shape of the configuration that a rollout was started with. */
export const serviceShape = exactly<Service>()(
  z.object({
    name: z.string(),
    channel: z.string(),
    targets: list(targetConfigShape),
    alarms: list(z.string()),
    plan,
    onAlarm: z.enum(['rollback', 'hold', 'ask']),
    pipelines: list(z.string()),
    selfApproval: z.boolean(),
  }),
);
