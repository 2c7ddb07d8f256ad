import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { Finding } from '../../domain/finding.ts';
import type { TargetState } from '../../domain/rollout/record.ts';

/** A target of the service, and whether it keeps its version. */
interface Inspected {
  readonly state: Pick<TargetState, 'name' | 'config'>;
  readonly unchanged: boolean;
}

/**
 * Blocks where every target of a kind keeps its version under a label: nobody published it, or it is misspelt. A DNS record beside
 * them would otherwise be rolled out for nothing.
 */
export function nothingChanged(inspected: readonly Inspected[], label: string): readonly Finding[] {
  const kept = inspected.filter(({ unchanged }) => unchanged).map(({ state }) => state);
  const changes = (kind: string) => inspected.some(({ state, unchanged }) => !unchanged && state.config.kind === kind);
  if (kept.length === 0 || kept.some(({ config }) => changes(config.kind))) return [];
  const message = `No function has a version ${label}: ${kept.map(({ name }) => name).join(', ')}.`;
  const remedy = 'Publish a version with this label, or start one that a function has.';
  return [blockingFinding('nothing-changed', null, message, remedy)];
}
