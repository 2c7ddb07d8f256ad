import type { TargetState } from '../../../domain/rollout/record.ts';
import type { Clock } from '../../../ports/clock.ts';
import { type Reading, type RollbackResult, type Target, TargetChanged } from '../../../ports/target.ts';
import { ASKING_SECONDS, FRESH_SECONDS } from '../../../routing/freshness.ts';
import { PAGE_SECONDS } from '../../../routing/page.ts';
import { faulting, toFault } from '../fault.ts';
import { createOneAtATime } from '../one-at-a-time.ts';
import { edgeConfig, edgeName } from './config.ts';
import { inspectEdge } from './inspect.ts';
import { frozenState, splitFor, toReading, withoutCanary } from './split.ts';
import { createEdgeStore, type EdgeStore, edgeApi, type LoadClient, requireSplit, type SplitWrite } from './store.ts';

/**
 * From a write until no user meets what was before, in milliseconds: the store reaches the edge "in a few seconds" (CloudFront
 * Developer Guide, "Amazon CloudFront KeyValueStore"), Lambda@Edge goes by what it was told for a few seconds more, and a page
 * that is loading then is loaded to its end.
 */
const EFFECTIVE_AFTER_MS = 10_000 + (FRESH_SECONDS + ASKING_SECONDS + PAGE_SECONDS) * 1000;

/** The waits, in milliseconds, before a rollback retries a store that others are writing to. */
const PAUSES = [100, 200, 400, 800, 1600];

/** The state that a shift expects. */
interface Token {
  readonly etag: string;
  readonly revision: number;
}

type Writer = Omit<EdgeStore, 'read'>;

/** Splits at the edge as targets. One per process, so that its writes to a store do not meet each other. */
export function createEdgeTarget({ load, clock }: { readonly load: LoadClient; readonly clock: Clock }): Target {
  const store = createEdgeStore(load);
  const oneAtATime = createOneAtATime();
  return {
    inspect: (ask) => faulting(edgeApi, edgeName(edgeConfig.parse(ask.config)), () => inspectEdge(store, ask)),
    read: (target) => faulting(edgeApi, target.name, () => read(store, target, clock.now())),
    shift: (target, goal, expected) =>
      faulting(edgeApi, target.name, async () => {
        const { etag, revision } = expected.token as unknown as Token;
        const split = splitFor(goal, frozenState(target), revision + 1);
        await store.write({ config: edgeConfig.parse(target.config), split }, etag);
        return { change: null };
      }),
    back: async (targets) => {
      const storeOf = ({ config }: TargetState) => edgeConfig.parse(config).store;
      const results = new Map<TargetState, RollbackResult>();
      const inStore = async (name: string) => {
        const here = targets.filter((target) => storeOf(target) === name);
        const answers = await oneAtATime(name, () => bringBack(store, clock, here));
        for (const [i, target] of here.entries()) results.set(target, answers[i] as RollbackResult);
      };
      await Promise.all([...new Set(targets.map(storeOf))].map(inStore));
      return targets.map((target) => results.get(target) as RollbackResult);
    },
  };
}

async function read(store: EdgeStore, target: TargetState, now: number): Promise<Reading> {
  const config = edgeConfig.parse(target.config);
  const held = await store.read(config);
  const split = requireSplit(held, config);
  const reading = toReading(split, frozenState(target));
  const token: Token = { etag: held.etag, revision: split.revision };
  return { ...reading, token: { ...token }, effectiveAt: effectiveAt(reading, target, now) };
}

/**
 * Returns the moment a reading takes effect for every user. An unchanged reading keeps its moment; an untouched baseline is in
 * effect now.
 */
function effectiveAt(reading: ReturnType<typeof toReading>, { observed }: TargetState, now: number): number {
  if (observed === null && reading.atBaseline) return now;
  const isKnown =
    observed !== null &&
    observed.effectiveAt !== null &&
    observed.weight === reading.weight &&
    observed.promoted === reading.promoted &&
    JSON.stringify(observed.cohorts ?? []) === JSON.stringify(reading.cohorts);
  return isKnown && observed.effectiveAt !== null ? observed.effectiveAt : now + EFFECTIVE_AFTER_MS;
}

/**
 * Overwrites whatever is there, in one write for all. The store takes a write only for its newest version, so each retry reads
 * that version again. A refusal for another reason is met key by key, so that one value does not keep the others.
 * @param targets of one store
 */
async function bringBack(
  store: Writer,
  clock: Clock,
  targets: readonly TargetState[],
): Promise<readonly RollbackResult[]> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await overwrite(store, targets);
    } catch (error) {
      const pause = PAUSES[tries];
      if (error instanceof TargetChanged && pause !== undefined) {
        await clock.wait(pause);
        continue;
      }
      if (error instanceof TargetChanged || targets.length === 1)
        return targets.map(({ name }) => ({ fault: toFault(error, edgeApi, name) }));
      const results: RollbackResult[] = [];
      for (const target of targets) results.push(...(await bringBack(store, clock, [target])));
      return results;
    }
  }
}

/** Takes everybody off the canaries of these targets; those whose key cannot be read are left, with the fault. */
async function overwrite(store: Writer, targets: readonly TargetState[]): Promise<readonly RollbackResult[]> {
  const { splits, etag } = await store.glance(targets.map(({ config }) => edgeConfig.parse(config)));
  const writes = targets.flatMap((target, i): SplitWrite[] => {
    const read = splits[i];
    if (read?.status !== 'fulfilled') return [];
    const keeps = typeof target.observed?.drift === 'string';
    const split = withoutCanary(read.value, frozenState(target), keeps);
    return [{ config: edgeConfig.parse(target.config), split }];
  });
  const [first, ...others] = writes;
  if (first !== undefined) await (others.length === 0 ? store.write(first, etag) : store.writeAll(writes, etag));
  return targets.map(({ name }, i) => {
    const read = splits[i];
    return read?.status === 'rejected' ? { fault: toFault(read.reason, edgeApi, name) } : { change: null };
  });
}
