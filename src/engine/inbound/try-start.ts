import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Draft, Signal } from '../../domain/rollout/signal.ts';
import { decide } from '../../rollout/decide.ts';
import { judgeStart } from '../commit/decide-with-evidence.ts';

/** Decides a start on a record without saving anything. */
export function tryStart(
  record: ServiceRecord,
  signal: Extract<Signal, { kind: 'start' }>,
  now: number,
): { readonly decision: Decision; readonly draft: Draft } {
  const start = judgeStart(record, signal, now);
  if ('answer' in start) return { decision: start, draft: signal.draft };
  return { decision: decide(record.rollout, start, {}, now), draft: start.draft };
}
