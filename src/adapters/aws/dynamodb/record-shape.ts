import * as z from 'zod/mini';
import type { AlarmChange } from '../../../domain/alarm/state.ts';
import type { Check } from '../../../domain/finding.ts';
import type { Effect, EffectBody, Reply, ReplyTo } from '../../../domain/rollout/effect.ts';
import type { ServiceRecord } from '../../../domain/rollout/record.ts';
import { knownCenterShape } from '../ssm/center-shape.ts';
import { evaluationShape } from './phase-shape.ts';
import { alarmValueShape, findingShape, rolloutShape, timelineEntryShape } from './rollout-shape.ts';
import { sideShape } from './service-shape.ts';
import { exactShape, list } from './shape.ts';
import { buildShape, syncShape } from './sync-shape.ts';

const breach = exactShape<AlarmChange>()(
  z.object({
    arn: z.string(),
    name: z.string(),
    kind: z.enum(['metric', 'math', 'anomaly', 'composite', 'query', 'promql', 'log']),
    value: alarmValueShape,
    previous: z.nullable(alarmValueShape),
    since: z.number(),
    suppressed: z.boolean(),
    suppressedBy: z.exactOptional(z.string()),
    evaluation: z.exactOptional(evaluationShape),
    reason: z.string(),
    description: z.string(),
    metric: z.string(),
    observedValue: z.nullable(z.number()),
    threshold: z.nullable(z.number()),
    comparison: z.string(),
  }),
);

const replyTo = exactShape<ReplyTo>()(z.object({ user: z.string(), channel: z.string(), responseUrl: z.string() }));

const check = exactShape<Check>()(
  z.object({
    code: z.string(),
    about: z.nullable(z.string()),
    ok: z.boolean(),
    text: z.string(),
    remedy: z.string(),
  }),
);

const reply = exactShape<Reply>()(
  z.object({
    tone: z.enum(['done', 'refused', 'info']),
    code: z.string(),
    text: z.string(),
    lines: list(z.string()),
    findings: list(findingShape),
    checks: list(check),
    shows: z.nullable(z.enum(['plan', 'status'])),
    link: z.nullable(z.string()),
    table: list(list(z.string())),
    offer: z.nullable(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('look-at-sync'), service: z.string() }),
        z.object({ kind: z.literal('sync'), service: z.string(), side: sideShape, plan: z.string() }),
      ]),
    ),
  }),
);

const effectBody = exactShape<EffectBody>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('card'), rollout: z.string() }),
    z.object({
      kind: z.literal('thread'),
      rollout: z.string(),
      entries: list(timelineEntryShape),
      mention: list(z.string()),
    }),
    z.object({ kind: z.literal('baseline'), rollout: z.string() }),
    z.object({
      kind: z.literal('breach'),
      channel: z.string(),
      breach,
      outcome: z.object({ rollout: z.nullable(z.string()), did: z.string() }),
    }),
    z.object({ kind: z.literal('reply'), to: replyTo, reply }),
    z.object({ kind: z.literal('sync'), sync: z.string() }),
    z.object({ kind: z.literal('build'), build: buildShape }),
    z.object({ kind: z.literal('archive'), rollout: z.string() }),
  ]),
);

const effect = exactShape<Effect>()(
  z.object({
    key: z.string(),
    at: z.number(),
    attempts: z.number(),
    claimedUntil: z.number(),
    retryAt: z.number(),
    body: effectBody,
  }),
);

/** The shape of the one record per service. */
export const recordShape = exactShape<ServiceRecord>()(
  z.object({
    schema: z.literal(1),
    service: z.string(),
    revision: z.number(),
    rollout: z.nullable(rolloutShape),
    sync: z.nullable(syncShape),
    controlCenter: z.nullable(knownCenterShape),
    outbox: list(effect),
    seen: list(z.object({ key: z.string(), at: z.number() })),
    wake: z.object({ seq: z.number(), at: z.nullable(z.number()) }),
  }),
);
