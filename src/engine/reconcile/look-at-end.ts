import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { endLookAt } from '../../rollout/rollback/after-end.ts';
import { commitSignal } from '../commit/commit-signal.ts';
import type { Deps } from '../deps.ts';
import { readAftermath } from './read-aftermath.ts';

/**
 * Looks once, at the end of its rollback window, whether the targets of a completed rollout are as it left them.
 *
 * @returns the record as it is afterwards
 */
export async function lookAtEnd(deps: Deps, record: ServiceRecord): Promise<ServiceRecord> {
  const { rollout, service } = record;
  const due = endLookAt(rollout);
  if (rollout === null || due === null || deps.clock.now() < due) return record;
  const evidence = { aftermath: await readAftermath(deps, rollout) };
  const signal = { kind: 'timer', key: `end#${rollout.id}`, rollout: rollout.id } as const;
  return (await commitSignal(deps, service, signal, { keys: [], known: record, onlyFor: rollout.id, evidence })).record;
}
