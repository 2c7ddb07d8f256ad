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
import { createEdgeStore, type EdgeStore, edgeApi, type LoadClient, requireSplit } from './store.ts';

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

type Writer = Pick<EdgeStore, 'glance' | 'write'>;

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
        await store.write(edgeConfig.parse(target.config), splitFor(goal, frozenState(target), revision + 1), etag);
        return { change: null };
      }),
    back: (targets) =>
      Promise.all(
        targets.map((target) =>
          oneAtATime(edgeConfig.parse(target.config).store, () => bringBack(store, clock, target)),
        ),
      ),
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

/** Overwrites whatever is there. The store takes a write only for its newest version, so each retry reads that version again. */
async function bringBack(store: Writer, clock: Clock, target: TargetState): Promise<RollbackResult> {
  const config = edgeConfig.parse(target.config);
  const keeps = typeof target.observed?.drift === 'string';
  for (let tries = 0; ; tries += 1) {
    try {
      const { split, etag } = await store.glance(config);
      await store.write(config, withoutCanary(split, frozenState(target), keeps), etag);
      return { change: null };
    } catch (error) {
      const pause = PAUSES[tries];
      if (!(error instanceof TargetChanged) || pause === undefined)
        return { fault: toFault(error, edgeApi, target.name) };
      await clock.wait(pause);
    }
  }
}
