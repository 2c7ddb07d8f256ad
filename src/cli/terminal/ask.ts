import { randomUUID } from 'node:crypto';
import type { CallerAnswer, CallerBody } from '../../ports/inbound/caller.ts';
import { explainAccountError } from '../account-unusable.ts';
import type { Worker } from '../commands/rollouts/worker.ts';
import type { Terminal } from './terminal.ts';

/** The pauses between the tries of one command, in milliseconds. */
const PAUSES = [2_000, 5_000, 10_000];

/** The answer codes that a retry can help: nothing, or only a part, was done yet. */
const PASSING: readonly string[] = ['not-yet', 'identity-unavailable'];

function isSilence(error: unknown): error is Error {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'worker-silent';
}

/** Asks once; returns the answer, or the error when the worker gave none. @throws errors that a retry cannot help */
async function tryAsk(worker: Worker, body: CallerBody, key: string): Promise<CallerAnswer | Error> {
  try {
    return await worker.ask(body, key);
  } catch (error) {
    if (isSilence(error)) return error;
    throw explainAccountError(error);
  }
}

/**
 * Asks the worker, and retries when the answer was lost or AWS was unavailable. All tries have one key, so that the command
 * counts once however often it arrives.
 * @throws AccountUnusable, and the error of the last try when every try failed
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
