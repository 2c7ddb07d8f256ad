import type { Signal } from '../domain/rollout/signal.ts';
import { assureTimer } from './commit/assure-timer.ts';
import { type CommitOptions, type CommitResult, commitSignal } from './commit/commit-signal.ts';
import type { Deps } from './deps.ts';
import { deliver } from './outbox/deliver.ts';
import { reconcile } from './reconcile/reconcile.ts';

/**
 * Processes one signal: load, decide, arm the watchdog, save (all four in `commitSignal`), then converge and tell (`reconcile`).
 * A repeat is reconciled too: it changes nothing but may finish what a dead worker left. A refusal moves nothing. A person who
 * starts a rollout sees what was resolved before anything moves.
 */
export async function processSignal(
  deps: Deps,
  service: string,
  signal: Signal,
  options: CommitOptions,
): Promise<CommitResult> {
  const committed = await commitSignal(deps, service, signal, options);
  const { record, decision, repeat } = committed;
  const answer = repeat ? 'repeat' : decision?.answer;
  deps.log.info({ service, rollout: record.rollout?.id, signal: signal.kind, answer }, 'signal taken');
  if (answer === 'refused') {
    await assureTimer(deps, await deliver(deps, record));
    return committed;
  }
  const isStart = signal.kind === 'start' && answer === 'accepted';
  const told = isStart ? await deliver(deps, record, ({ body }) => body.kind === 'reply') : record;
  await reconcile(deps, told);
  return committed;
}
