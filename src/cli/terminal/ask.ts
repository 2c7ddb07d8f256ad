import { randomUUID } from 'node:crypto';
import type { CallerAnswer, CallerBody } from '../../ports/caller.ts';
import { explainAccountError } from '../account-unusable.ts';
import type { Worker } from '../commands/rollouts/worker.ts';
import type { Terminal } from './terminal.ts';

/** Pauses between the tries of one command, in milliseconds. */
const PAUSES = [2_000, 5_000, 10_000];

/** Answers that say that trying again can help: nothing, or not all of it, was done yet. */
const PASSING: readonly string[] = ['not-yet', 'identity-unavailable'];

function isSilence(error: unknown): error is Error {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'worker-silent';
}

/** One try: the answer, or why there was none. @throws what trying again cannot help against */
async function tryAsk(worker: Worker, body: CallerBody, key: string): Promise<CallerAnswer | Error> {
  try {
    return await worker.ask(body, key);
  } catch (error) {
    if (isSilence(error)) return error;
    throw explainAccountError(error);
  }
}

/**
 * Asks the worker, and again where the answer was lost or AWS was away. All tries have one key, so that however often the
 * command arrives it counts once.
 * @throws AccountUnusable, and the error of the last try when there never was an answer
 */
export async function ask(worker: Worker, body: CallerBody, { err, signal }: Terminal): Promise<CallerAnswer> {
  const key = randomUUID();
  let last = await tryAsk(worker, body, key);
  for (const pause of PAUSES) {
    if (!(last instanceof Error) && !PASSING.includes(last.code)) return last;
    if (signal.aborted) break;
    err(`${last instanceof Error ? last.message : last.text} Trying again in ${pause / 1000} s.`);
    await worker.wait(pause, signal);
    last = await tryAsk(worker, body, key);
  }
  if (last instanceof Error) throw last;
  return last;
}
