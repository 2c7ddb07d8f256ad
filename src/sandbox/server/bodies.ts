import * as z from 'zod';
import { componentKinds } from '../../adapters/components/registry.ts';
import { durationMs, durationPattern } from '../../config/read/durations.ts';
import type { BehaviourFault } from '../traffic/behaviour.ts';

/** The change that `POST /sandbox/clock` asks for. */
export type ClockRequest = { readonly speed: number } | { readonly advanceMs: number };

/** The value of a body, or all its problems. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The longest advance of one request; while a rollout runs, an hour takes some seconds to simulate. */
const MAX_ADVANCE_MS = 24 * 60 * 60_000;
const FASTEST = 3600;

const clockShape = z
  .strictObject({
    speed: z.number().min(0).max(FASTEST).optional(),
    advance: z.string().regex(durationPattern, 'is not a duration; write for example "10m" or "1h30m"').optional(),
  })
  .refine(({ speed, advance }) => (speed === undefined) !== (advance === undefined), {
    message: `give either speed (virtual seconds per real second, 0 to ${FASTEST}) or advance (a duration)`,
    when: isObject,
  })
  .refine(
    ({ advance }) => advance === undefined || !durationPattern.test(advance) || durationMs(advance) <= MAX_ADVANCE_MS,
    {
      path: ['advance'],
      message: 'is longer than 24h, which takes a minute or two; advance in several requests',
    },
  );

/** Reads the body of `POST /sandbox/clock`: `{ "speed": 60 }` or `{ "advance": "10m" }`. */
export function readClock(text: string): Read<ClockRequest> {
  const body = readJson(text, clockShape);
  if (!body.ok) return body;
  const { speed, advance } = body.value;
  return { ok: true, value: speed === undefined ? { advanceMs: durationMs(advance as string) } : { speed } };
}

/** Reads the body of `POST /sandbox/faults`. @param services The names of all services. */
export function readFault(text: string, services: readonly string[]): Read<BehaviourFault> {
  const shape = z
    .strictObject({
      service: z.enum(services as [string, ...string[]], { error: `must be one of ${services.join(', ')}` }),
      arm: z.enum(['canary', 'stable'], { error: 'must be canary or stable' }),
      errorRate: z.number().min(0).max(1).optional(),
      latencyMs: z.number().positive().max(600_000).optional(),
    })
    .refine(({ errorRate, latencyMs }) => errorRate !== undefined || latencyMs !== undefined, {
      message: 'give errorRate (0 to 1), latencyMs (the median), or both',
      when: isObject,
    });
  return readJson(text, shape);
}

/** The deployment that `POST /sandbox/deploy` asks for. */
export interface DeployRequest {
  readonly service: string;
  /** The label of the version: `v55`. */
  readonly version: string;
  /** The kinds of components that are deployed; all where it is left out. */
  readonly only?: readonly string[] | undefined;
}

/** Reads the body of `POST /sandbox/deploy`. @param services The names of the services that a pipeline deploys here. */
export function readDeploy(text: string, services: readonly string[]): Read<DeployRequest> {
  const kinds = Object.keys(componentKinds) as [string, ...string[]];
  return readJson(
    text,
    z.strictObject({
      service: z.string().refine((name) => services.includes(name), {
        error: services.length === 0 ? 'is none that a pipeline deploys here' : `must be one of ${services.join(', ')}`,
      }),
      version: z.string().regex(/^[\w.-]{1,64}$/, 'must be a label like v55'),
      only: z
        .array(z.enum(kinds, { error: `must be one of ${kinds.join(', ')}` }))
        .min(1)
        .optional(),
    }),
  );
}

/** True for an object, so that a check across fields runs beside those of the fields and all problems come at once. */
function isObject({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads JSON of a shape, or returns all its problems. */
export function readJson<T>(text: string, shape: z.ZodType<T>): Read<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [`the body is not JSON: ${(error as Error).message}`] };
  }
  const result = shape.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    problems: result.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    ),
  };
}
