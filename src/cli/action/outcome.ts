import type { CallerAnswer } from '../../ports/inbound/caller.ts';
import { type Exit, exit } from '../terminal/terminal.ts';
import type { Inputs } from './inputs.ts';

/** The end of the action, in the words of its output `outcome`. */
export type Outcome =
  | 'completed'
  | 'rolled-back'
  | 'stuck'
  | 'timed-out'
  | 'interrupted'
  | 'refused'
  | 'failed'
  | 'started'
  | 'possible';

const ENDS: Readonly<Record<Exit, Outcome>> = {
  [exit.done]: 'completed',
  [exit.refused]: 'refused',
  [exit.usage]: 'failed',
  [exit.rolledBack]: 'rolled-back',
  [exit.stuck]: 'stuck',
  [exit.timedOut]: 'timed-out',
  [exit.interrupted]: 'interrupted',
};

/** Returns the outcome of a command line of `serin start`. @param answer null where Serin did not answer */
export function toOutcome(code: Exit, { wait, dryRun }: Inputs, answer: CallerAnswer | null): Outcome {
  if (code === exit.done && dryRun) return 'possible';
  if (code === exit.done && !wait) return 'started';
  return code === exit.refused && answer?.tone !== 'refused' ? 'failed' : ENDS[code];
}
