import * as z from 'zod/mini';
import type { ControlCenter, KnownCenter } from '../../../domain/environment/control-center.ts';
import { sideShape } from '../dynamodb/service-shape.ts';
import { exactShape, list } from '../dynamodb/shape.ts';

/** The shape of what the control center says. */
export const centerShape = exactShape<ControlCenter>()(
  z
    .object({
      v: z.literal(1),
      service: z.string(),
      active: sideShape,
      fallback: sideShape,
      share: z.number().check(z.minimum(0), z.maximum(100)),
      deployments: z.enum(['open', 'closed']),
      rollout: z.nullable(z.string()),
      since: z.number(),
    })
    .check(z.refine(({ active, fallback }) => active !== fallback, 'active and fallback are the same side')),
);

/** The shape of what Serin knows of it. */
export const knownCenterShape = exactShape<KnownCenter>()(
  z.object({
    version: z.number(),
    value: centerShape,
    at: z.number(),
    maybe: list(centerShape),
    busyUntil: z.number(),
    foreign: z.nullable(z.string()),
    failing: z.exactOptional(
      z.nullable(
        z.object({ since: z.number(), why: z.string(), told: z.nullable(z.enum(['in mid-rollout', 'after the end'])) }),
      ),
    ),
  }),
);
