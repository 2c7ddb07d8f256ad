import * as z from 'zod';
import { cloudWatchAlarms } from '../../domain/alarm/health-signal.ts';
import { ANALYSIS_DEFAULTS } from '../../domain/analysis/analysis.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import { unknownCohortComplaints } from '../rules/cohort.ts';
import { planComplaints } from '../rules/plan.ts';
import { storedAnalysis } from '../schema/analysis.ts';
import { storedDiscoverySchema } from '../schema/discovery.ts';
import { storedEnvironments } from '../schema/environments.ts';
import { commonFields, componentsSchema, serviceNamePattern } from '../schema/file.ts';
import { storedFreezes } from '../schema/freezes.ts';
import { storedLinks } from '../schema/links.ts';
import { storedRoles } from '../schema/roles.ts';
import { storedSignals, withSignals } from '../schema/signals.ts';
import { storedStepSchema } from '../steps/registry.ts';
import { type Path, pathText } from './complaint.ts';
import { deepFreeze } from './freeze.ts';
import { limits } from './limits.ts';

/** A service as it is stored: complete, its plan as steps. Unknown keys are refused, since this version would ignore them. */
const storedSchema = z.strictObject({
  name: z.string().regex(serviceNamePattern),
  ...commonFields,
  alarms: commonFields.alarms.exactOptional(),
  signals: z.exactOptional(storedSignals),
  missingData: commonFields.missingData.default('hold'),
  pipelines: commonFields.pipelines.default([]),
  unchanged: z.exactOptional(z.literal('keep')),
  confirm: z.exactOptional(z.literal('never')),
  events: z.exactOptional(z.literal('on')),
  links: z.exactOptional(storedLinks),
  sharedDependencies: commonFields.sharedDependencies.default([]),
  rollbackWindow: z.int().min(0).max(limits.longestWait).default(limits.usualRollbackWindow),
  plan: z.array(storedStepSchema).min(1),
  analysis: storedAnalysis,
  discovery: storedDiscoverySchema.nullable().default(null),
  environments: storedEnvironments,
  components: componentsSchema.default([]),
  freezes: z.exactOptional(storedFreezes),
  roles: z.exactOptional(storedRoles),
});

/** Returns a service as the text of its parameter. Equal services give equal text; default values take no bytes. */
export function storedText(service: Service): string {
  const { name, channel, targets, plan, onAlarm, missingData, pipelines, selfApproval } = service;
  const { analysis, discovery, environments, components, sharedDependencies, rollbackWindow } = service;
  const { unchanged, confirm, events, links, freezes, roles, signals } = service;
  const isUsual = analysis === undefined || JSON.stringify(analysis) === JSON.stringify(ANALYSIS_DEFAULTS);
  // JSON leaves out what is undefined.
  const present = {
    ...(missingData === 'hold' ? {} : { missingData }),
    signals,
    ...(pipelines.length === 0 ? {} : { pipelines }),
    selfApproval,
    ...(unchanged === 'keep' ? { unchanged } : {}),
    ...(confirm === 'never' ? { confirm } : {}),
    ...(events === 'on' ? { events } : {}),
    links,
    ...(rollbackWindow === limits.usualRollbackWindow ? {} : { rollbackWindow }),
    ...(isUsual ? {} : { analysis }),
    ...(discovery === null ? {} : { discovery }),
    ...(environments === null ? {} : { environments }),
    ...(components.length === 0 ? {} : { components }),
    ...(sharedDependencies.length === 0 ? {} : { sharedDependencies }),
    freezes,
    roles,
  };
  const alarms = cloudWatchAlarms(service.alarms);
  const watched = alarms.length === 0 ? {} : { alarms };
  return JSON.stringify({ name, channel, targets, ...watched, plan, onAlarm, ...present });
}

/** Returns the number of bytes that a service takes in its parameter. */
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
  const { targets, components, ...rest } = parsed.data;
  const service = {
    ...rest,
    alarms: withSignals(rest.alarms, rest.signals),
    targets: targets as readonly TargetConfig[],
    components: components as readonly ComponentConfig[],
  };
  if (service.alarms.length === 0) throw new ServiceInvalid('alarms: it has neither alarms nor signals');
  const [complaint] = [...planComplaints(service.plan), ...unknownCohortComplaints(service.plan, service.targets)];
  if (complaint !== undefined) throw new ServiceInvalid(complaint.message);
  return deepFreeze(service);
}

/**
 * Thrown when a stored value is not a valid service. The message has the position and the problem; the reader adds the service
 * and the remedy.
 */
export class ServiceInvalid extends Error {
  readonly code = 'service-invalid';
  constructor(detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'ServiceInvalid';
  }
}
