import * as z from 'zod';
import { cloudWatchAlarms } from '../../domain/alarm/health-signal.ts';
import { ANALYSIS_DEFAULTS } from '../../domain/analysis/analysis.ts';
import { type Service, serviceFields, serviceSchema } from '../../domain/service.ts';
import { unknownCohortComplaints } from '../rules/cohort.ts';
import { planComplaints } from '../rules/plan.ts';
import { commonFields, componentsSchema, serviceNamePattern } from '../schema/common-fields.ts';
import { discoverySchema } from '../schema/discovery.ts';
import { environmentsLimits } from '../schema/environments.ts';
import { linksSchema } from '../schema/links.ts';
import { notifySchema } from '../schema/notify.ts';
import { plansLimits } from '../schema/plans.ts';
import { signalLimits, signalTokenLimits, withSignals } from '../schema/signals.ts';
import { stepLimits } from '../steps/registry.ts';
import { type Path, pathText } from './complaint.ts';
import { deepFreeze } from './freeze.ts';
import { limits } from './limits.ts';
import { findUnknownKey } from './unknown-key.ts';

/** The values that a service has where its parameter does not name them; they take no bytes there. */
const USUAL = {
  alarms: [],
  missingData: 'hold',
  pipelines: [],
  rollbackWindow: limits.usualRollbackWindow,
  analysis: ANALYSIS_DEFAULTS,
  discovery: null,
  environments: null,
  components: [],
  sharedDependencies: [],
} satisfies Partial<Service>;

/** The limits that the file sets to fields and that hold here too. The shape of a service is `serviceSchema`. */
const limitsSchema = z.looseObject({
  name: z.string().regex(serviceNamePattern),
  channel: commonFields.channel,
  targets: commonFields.targets,
  alarms: commonFields.alarms.exactOptional(),
  plan: z.array(stepLimits).min(1),
  plans: plansLimits.exactOptional(),
  signals: signalLimits.exactOptional(),
  signalTokens: signalTokenLimits.exactOptional(),
  pipelines: commonFields.pipelines.exactOptional(),
  links: linksSchema.exactOptional(),
  notify: notifySchema.exactOptional(),
  rollbackWindow: z.int().min(0).max(limits.longestWait).exactOptional(),
  analysis: z.looseObject({ maxHold: z.int().min(1), guard: z.number().gt(0).lte(1).nullable() }).exactOptional(),
  freezes: z.array(z.looseObject({ from: z.int(), to: z.int() })).exactOptional(),
  roles: z.record(z.string(), z.array(z.string().min(1)).min(1)).exactOptional(),
  discovery: discoverySchema.nullable().exactOptional(),
  environments: environmentsLimits.exactOptional(),
  components: componentsSchema.exactOptional(),
  sharedDependencies: commonFields.sharedDependencies.exactOptional(),
});

/** Returns a service as the text of its parameter. Equal services give equal text; usual values take no bytes. */
export function storedText(service: Service): string {
  const values: Readonly<Record<string, unknown>> = { ...service, alarms: cloudWatchAlarms(service.alarms) };
  const usual: Readonly<Record<string, unknown>> = USUAL;
  const isSaid = (field: string) => JSON.stringify(values[field]) !== JSON.stringify(usual[field]);
  return JSON.stringify(Object.fromEntries(serviceFields.filter(isSaid).map((field) => [field, values[field]])));
}

/** Returns the number of bytes that a service takes in its parameter. */
export function storedBytes(service: Service): number {
  return new TextEncoder().encode(storedText(service)).length;
}

/**
 * Reads a service from the JSON of its parameter, and freezes it. Unknown keys are refused, since this version would ignore them.
 * @throws ServiceInvalid when it is not one that `serin apply` of this version would write.
 */
export function parseService(json: unknown): Service {
  const limited = readWith(limitsSchema, json);
  const complete = { ...USUAL, ...limited };
  const service = readWith(serviceSchema, complete);
  const unknown = findUnknownKey(complete, service);
  if (unknown !== null)
    throw new ServiceInvalid(problemText(unknown.slice(0, -1), `Unrecognized key: "${unknown.at(-1)}"`));
  const alarms = withSignals(service.alarms, service.signals);
  if (alarms.length === 0) throw new ServiceInvalid('alarms: it has neither alarms nor signals');
  const plans = [service.plan, ...Object.values(service.plans ?? {}).map(({ plan }) => plan)];
  const [complaint] = plans.flatMap((plan) => [
    ...planComplaints(plan),
    ...unknownCohortComplaints(plan, service.targets),
  ]);
  if (complaint !== undefined) throw new ServiceInvalid(complaint.message);
  return deepFreeze({ ...service, alarms });
}

function problemText(path: Path, problem: string | undefined): string {
  const where = pathText(path);
  return `${where === '' ? '' : `${where}: `}${problem}`;
}

/** @throws ServiceInvalid with the first problem and its position */
function readWith<T>(schema: { safeParse(value: unknown): z.core.util.SafeParseResult<T> }, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ServiceInvalid(problemText((issue?.path ?? []) as Path, issue?.message), { cause: parsed.error });
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
