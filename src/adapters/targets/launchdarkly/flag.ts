import * as z from 'zod';

const served = z.looseObject({
  variation: z.optional(z.int()),
  rollout: z.optional(z.looseObject({ variations: z.array(z.looseObject({ variation: z.int(), weight: z.int() })) })),
});

const rule = z.looseObject({
  _id: z.string(),
  description: z.optional(z.string()),
  clauses: z.array(
    z.looseObject({
      attribute: z.string(),
      op: z.string(),
      values: z.array(z.json()),
      negate: z.optional(z.boolean()),
    }),
  ),
});

const environment = z.object({
  on: z.boolean(),
  archived: z.optional(z.boolean()),
  /** Rises with every change of the flag in this environment. */
  version: z.int(),
  offVariation: z.optional(z.int()),
  fallthrough: z.optional(served),
  rules: z._default(z.array(rule), []),
  targets: z._default(z.array(z.json()), []),
  contextTargets: z._default(z.array(z.json()), []),
  prerequisites: z._default(z.array(z.json()), []),
});

/** The part that Serin reads of LaunchDarkly's representation of a flag (REST API, "Feature flags"); the rest is ignored. */
export const flagShape = z.object({
  archived: z.optional(z.boolean()),
  variations: z.array(z.object({ _id: z.string(), value: z.json(), name: z.optional(z.string()) })),
  environments: z.record(z.string(), environment),
});

export type Flag = z.infer<typeof flagShape>;
export type FlagEnvironment = z.infer<typeof environment>;

/** The variation, by position, or the shares for users whom no rule and no target names. */
export type Served = z.infer<typeof served>;

/** The two variations by their ids, which stay when variations are added. */
export interface Pair<T> {
  readonly stable: T;
  readonly canary: T;
}

/** The attribute that carries the decided arm, and its value for the canary. */
export const ARM = { attribute: 'serin-arm', canary: 'canary' } as const;

/** Weights are in thousandths of a percent (REST API, updateFallthroughVariationOrRollout). */
export const WHOLE = 100_000;

/**
 * Serves the canary to a share, in percent. The variations are in the order that LaunchDarkly's console writes them in, so that a
 * split that was taken over keeps its users, and raising a share moves nobody back.
 */
export function serveShare({ stable, canary }: Pair<number>, share: number): Served {
  const weight = Math.round((share * WHOLE) / 100);
  return {
    rollout: {
      contextKind: 'user',
      variations: [
        { variation: canary, weight },
        { variation: stable, weight: WHOLE - weight },
      ].toSorted((a, b) => a.variation - b.variation),
    },
  };
}

/** Returns the share that the default rule gives a variation, in thousandths of a percent. */
export function variationWeight({ fallthrough }: FlagEnvironment, variation: number): number {
  if (fallthrough?.rollout === undefined) return fallthrough?.variation === variation ? WHOLE : 0;
  const parts = fallthrough.rollout.variations.filter((one) => one.variation === variation);
  return parts.reduce((sum, { weight }) => sum + weight, 0);
}

/** True when users are put into buckets as in Serin's splits: by their key, with the flag's own salt, for no experiment. */
export function isPlainSplit({ fallthrough }: FlagEnvironment): boolean {
  const rollout: Readonly<Record<string, unknown>> = fallthrough?.rollout ?? {};
  const { bucketBy = 'key', contextKind = 'user', kind = 'rollout', seed } = rollout;
  return bucketBy === 'key' && contextKind === 'user' && kind === 'rollout' && (seed ?? null) === null;
}

/** Returns the share that the default rule gives a variation, in percent. */
export function variationShare(here: FlagEnvironment, variation: number): number {
  return (variationWeight(here, variation) * 100) / WHOLE;
}

/** A rule that gives the canary to the arm of that name. Its description is where the intended share is kept. */
export function armRule(canary: number, share: number) {
  return {
    description: `Serin: ${share}% of the users are in this arm`,
    variation: canary,
    clauses: [{ contextKind: 'user', attribute: ARM.attribute, op: 'in', values: [ARM.canary], negate: false }],
  };
}

/** The positions and ids of the rules that heed the arm, and the share the first one speaks of; null when it has none. */
export function findArmRules({ rules }: FlagEnvironment) {
  const ours = rules.flatMap((one, position) => (isArmRule(one) ? [{ ...one, position }] : []));
  const said = /^Serin: (\d+(?:\.\d+)?) ?%/.exec(ours[0]?.description ?? '')?.[1];
  return {
    positions: ours.map(({ position }) => position),
    ids: ours.map(({ _id }) => _id),
    share: said === undefined ? null : Number(said),
  };
}

export function isArmRule({ clauses }: FlagEnvironment['rules'][number]): boolean {
  const [clause, ...others] = clauses;
  return clause?.attribute === ARM.attribute && others.length === 0 && clause.values.includes(ARM.canary);
}
