import * as z from 'zod/mini';
import type { ComponentDigests, Content } from '../../../domain/environment/component.ts';
import type { Sync } from '../../../domain/environment/sync.ts';
import type { BuildRequest } from '../../../domain/rollout/effect.ts';
import { faultShape, personShape } from './phase-shape.ts';
import { componentConfigShape, sideShape } from './service-shape.ts';
import { exactShape, list } from './shape.ts';

/** The shape of the digests of one component. */
export const digestsShape = exactShape<ComponentDigests>()(
  z.object({ name: z.string(), a: z.nullable(z.string()), b: z.nullable(z.string()) }),
);

const content = exactShape<Content>()(
  z.object({
    version: z.string(),
    label: z.string(),
    order: z.nullable(z.number()),
    digest: z.string(),
    token: z.string(),
  }),
);

/** The shape of a request for a build. */
export const buildShape = exactShape<BuildRequest>()(
  z.object({
    v: z.literal(1),
    service: z.string(),
    component: z.string(),
    side: sideShape,
    version: z.string(),
    token: z.string(),
  }),
);

/** The shape of a sync. */
export const syncShape = exactShape<Sync>()(
  z.object({
    id: z.string(),
    service: z.string(),
    channel: z.string(),
    by: personShape,
    startedAt: z.number(),
    side: sideShape,
    parts: list(
      z.object({
        name: z.string(),
        config: componentConfigShape,
        brought: z.enum(['in-place', 'by-a-build']),
        before: z.string(),
        wanted: content,
        state: z.enum(['waiting', 'done', 'failed']),
        fault: z.nullable(faultShape),
      }),
    ),
    status: z.enum(['running', 'done', 'failed', 'stopped']),
    stoppedBy: z.nullable(personShape),
    endedAt: z.nullable(z.number()),
    changes: z.number(),
    card: z.nullable(z.object({ channel: z.string(), ts: z.string(), permalink: z.string() })),
  }),
);
