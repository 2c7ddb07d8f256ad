import { type TargetKindName, targetKind } from '../../adapters/targets/registry.ts';
import type { TargetConfig } from '../../domain/service.ts';

/** One entry for each kind of target: a kind that is left out is a compile error. */
export type ByKind<T> = Readonly<Record<TargetKindName, T>>;

/** Returns the entry for the kind of a target. @throws UnknownTargetKind when there is no such kind */
export function byKind<T>(entries: ByKind<T>, { kind }: TargetConfig): T {
  targetKind(kind);
  return entries[kind as TargetKindName];
}
