/**
 * A kind of target to start from: a router of your own that has one weight, with a revision for compare-and-set. Copy it to
 * src/adapters/targets, rename it, put the calls of your API where `Router` is, add its line to src/adapters/targets/registry.ts
 * (docs/guides/adapting.md).
 */
import * as z from 'zod';
import type { TargetKind } from '../../src/adapters/targets/registry.ts';
import type { TargetState } from '../../src/domain/rollout/record.ts';
import type { TargetConfig } from '../../src/domain/service.ts';
import { type Goal, type Reading, type Target, TargetChanged, TargetFault } from '../../src/ports/target.ts';

/** What is asked of the router. */
export interface Router {
  get(route: string): Promise<{ readonly percent: number; readonly revision: string }>;
  /** @param ifRevision null: unconditionally. @throws an error named `Conflict` when the revision is another */
  set(route: string, percent: number, ifRevision: string | null): Promise<void>;
}

const config = z.strictObject({
  kind: z.literal('router'),
  route: z.string().regex(/^[\w-]{1,64}$/, 'a route has letters, digits, - and _'),
});

const nameOf = (raw: TargetConfig): string => `router ${config.parse(raw).route}`;

/** Everything that goes wrong leaves the adapter as one of the port's two errors, with a remedy. */
function errorOf(cause: unknown, name: string): TargetChanged | TargetFault {
  const code = cause instanceof Error ? cause.name : 'Unknown';
  if (code === 'Conflict') return new TargetChanged(name, { cause });
  const isGone = code === 'NotFound';
  const remedy = isGone ? 'Create the route, or correct serin.yml.' : 'This can pass by itself.';
  return new TargetFault(code, `The router did not answer for ${name}. ${remedy}`, isGone, { cause });
}

async function asking<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw errorOf(cause, name);
  }
}

/** The weight that stands for a goal. */
function percentOf(goal: Goal): number {
  if (goal.kind === 'weight') return goal.weight;
  return goal.kind === 'promoted' ? 100 : 0;
}

function createRouterTarget(router: Router, now: () => number): Target {
  const routeOf = (target: TargetState): string => config.parse(target.config).route;
  const read = async (target: TargetState): Promise<Reading> => {
    const { percent, revision } = await asking(target.name, () => router.get(routeOf(target)));
    const { observed } = target;
    const isKnown = observed?.weight === percent && observed.effectiveAt !== null;
    return {
      weight: percent,
      token: revision,
      // A share that takes time to reach everybody says so here; this router has it at once.
      effectiveAt: isKnown ? observed.effectiveAt : now(),
      drift: null,
      atBaseline: percent === 0,
      promoted: percent === 100,
    };
  };
  return {
    inspect: async ({ config: raw, label, weights }) => {
      const { percent } = await asking(nameOf(raw), () => router.get(config.parse(raw).route));
      return {
        frozen: null,
        stable: 'what users have',
        canary: label,
        weight: percent,
        expressed: weights,
        baseline: [`${config.parse(raw).route}: 0% on the canary`],
        notes: [],
        findings: [],
      };
    },
    read,
    // On the way up: only if the target still is as it was read, so that a late writer fails.
    shift: async (target, goal, expected) => {
      await asking(target.name, () => router.set(routeOf(target), percentOf(goal), String(expected.token)));
      return { change: null };
    },
    // On the way back: without comparing, and one that fails keeps no other waiting.
    back: (targets) =>
      Promise.all(
        targets.map(async (target) => {
          try {
            await asking(target.name, () => router.set(routeOf(target), 0, null));
            return { change: null };
          } catch (error) {
            return { fault: error as TargetFault };
          }
        }),
      ),
  };
}

/** The registry's line. In src/adapters/targets the client comes from `TargetDeps`, so that tests can put a model in its place. */
export const routerKind = (router: Router) =>
  ({
    schema: config,
    frozen: () => z.null(),
    splits: 'requests',
    name: nameOf,
    choice: (raw) => config.parse(raw).route,
    // What hooks get, for programs. This router has no names for the two versions; a kind whose API has some gives those.
    exact: ({ config: raw }) => ({ ...config.parse(raw), stable: 'stable', canary: 'canary' }),
    create: ({ clock }) => createRouterTarget(router, clock.now),
  }) satisfies TargetKind;
