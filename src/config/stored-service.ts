import * as z from 'zod';
import type { Service, TargetConfig } from '../rollout/service.ts';
import { isName, MOST_COHORTS } from '../routing/split.ts';
import { unknownCohortComplaints } from './cohort-rules.ts';
import { type Path, pathText } from './complaint.ts';
import { commonFields, serviceNamePattern } from './file-schema.ts';
import { deepFreeze } from './freeze.ts';
import { limits } from './limits.ts';
import { planComplaints } from './plan-rules.ts';

const storedStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shift'), weight: z.number().min(0).max(100) }),
  z.strictObject({ kind: z.literal('cohort'), names: z.array(z.string().refine(isName)).min(1).max(MOST_COHORTS) }),
  z.strictObject({ kind: z.literal('bake'), ms: z.int() }),
  z.strictObject({
    kind: z.literal('approve'),
    from: z.array(z.string().min(1)).min(1).max(limits.approvers),
    count: z.int().min(1).max(limits.approvers),
    within: z.int(),
  }),
]);

/** A service as it is stored: complete, its plan as steps. Unknown keys are refused, since this version would not heed them. */
const storedSchema = z.strictObject({
  name: z.string().regex(serviceNamePattern),
  ...commonFields,
  pipelines: commonFields.pipelines.default([]),
  plan: z.array(storedStep).min(1),
});

/** A service as the text of its parameter. The same service gives the same text; a list that is empty takes no bytes. */
export function storedText({
  name,
  channel,
  targets,
  alarms,
  plan,
  onAlarm,
  pipelines,
  selfApproval,
}: Service): string {
  const listed = pipelines.length === 0 ? {} : { pipelines };
  return JSON.stringify({ name, channel, targets, alarms, plan, onAlarm, ...listed, selfApproval });
}

/** How many bytes a service takes in its parameter. */
export function storedBytes(service: Service): number {
  return new TextEncoder().encode(storedText(service)).length;
}

/**
 * Reads a service from the JSON of its parameter, and freezes it.
 * @throws ServiceInvalid when it is not one that `serin apply` of this version would write.
 */
export function parseService(json: unknown): Service {
  const parsed = storedSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = pathText((issue?.path ?? []) as Path);
    throw new ServiceInvalid(`${where === '' ? '' : `${where}: `}${issue?.message}`, { cause: parsed.error });
  }
  const { targets, ...rest } = parsed.data;
  const service = { ...rest, targets: targets as readonly TargetConfig[] };
  const [complaint] = [...planComplaints(service.plan), ...unknownCohortComplaints(service.plan, service.targets)];
  if (complaint !== undefined) throw new ServiceInvalid(complaint.message);
  return deepFreeze(service);
}

/** What is stored is no service: where and why. Who reads it knows which service, and names it and the remedy. */
export class ServiceInvalid extends Error {
  readonly code = 'service-invalid';
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ServiceInvalid';
  }
}
