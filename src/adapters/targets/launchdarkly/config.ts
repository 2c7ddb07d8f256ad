import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';

/** A key of LaunchDarkly: letters, digits, dots, dashes and underscores, beginning with a letter or a digit. */
const key = (example: string, what: string) =>
  z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,255}$/, 'a key has letters, digits, ., - and _')
    .meta({ description: `The key of the ${what}.`, examples: [example] });

const variation = (example: string, who: string) =>
  z
    .union([z.string().min(1).max(256), z.boolean()])
    .meta({ description: `What ${who} get: the name of a variation, or its value.`, examples: [example] });

/** A feature flag that gives users one of two variations. */
export const launchdarklyConfig = z
  .strictObject({
    kind: z.literal('launchdarkly').describe('Gives users one of two variations of a LaunchDarkly flag.'),
    project: key('default', 'project'),
    flag: key('new-checkout', 'flag'),
    environment: key('production', 'environment of LaunchDarkly'),
    variations: z
      .union([
        z
          .strictObject({
            stable: variation('old', 'users of the stable version'),
            canary: variation('new', 'the others'),
          })
          .refine(({ stable, canary }) => String(stable) !== String(canary), 'two different variations are needed'),
        z
          .strictObject({
            a: variation('site-a', 'users of environment a'),
            b: variation('site-b', 'users of environment b'),
          })
          .refine(({ a, b }) => String(a) !== String(b), 'two different variations are needed'),
      ])
      .meta({
        description:
          'The two variations. With environments, one of each environment: `{ a: …, b: … }`; a flag by the arm may also have one of each arm, for one release.',
        examples: [{ stable: 'old', canary: 'new' }],
      }),
    by: z.enum(['arm', 'percentage']).meta({
      description:
        'arm: by the attribute serin-arm, which carries what another target decided. percentage: LaunchDarkly decides, by its own bucket; only where nothing else splits.',
      examples: ['arm'],
    }),
  })
  .describe('A LaunchDarkly flag');

export type LaunchDarklyConfig = z.infer<typeof launchdarklyConfig>;

const ids = z
  .strictObject({ stable: z.string().min(1), canary: z.string().min(1) })
  .refine(({ stable, canary }) => stable !== canary, 'two different variations are needed');

/** The frozen state of a flag: the two variations by id, the default rule to restore, and its surroundings in words. */
export const launchdarklyFrozen = z.strictObject({
  ids,
  fallthrough: z.union([
    z.strictObject({ variation: z.int().nonnegative() }),
    z.looseObject({ rollout: z.record(z.string(), z.unknown()) }),
  ]),
  around: z.record(z.string(), z.string()),
});

/** The two variations of a flag as they are configured: by the arm, or by the environment. */
export type Variations = LaunchDarklyConfig['variations'];

/** True when a flag names a variation for each environment. */
export function hasSides(variations: Variations): variations is Extract<Variations, { readonly a: unknown }> {
  return 'a' in variations;
}

/** Unique among the projects that one token sees: `launchdarkly default/new-checkout production`. */
export function launchdarklyName({ project, flag, environment }: LaunchDarklyConfig): string {
  return `launchdarkly ${project}/${flag} ${environment}`;
}

/** A flag of a rollout for programs: the arms by the ids of their variations, which stay when a variation gets another name. */
export function launchdarklyExact({ config, frozen }: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, project, flag, environment } = launchdarklyConfig.parse(config);
  const { ids: arms } = frozen as unknown as z.infer<typeof launchdarklyFrozen>;
  return { kind, project, flag, environment, stable: arms.stable, canary: arms.canary };
}
