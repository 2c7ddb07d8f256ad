import type { CallerAnswer } from '../../../ports/caller.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { Worker } from '../rollouts/worker.ts';
import { type Account, giveAccount } from './account.ts';
import { findRollout } from './find-rollout.ts';
import { accountLines } from './lines.ts';
import { accountJson } from './to-json.ts';
import { VerdictDiffers } from './verdict-differs.ts';

/** The options of `serin explain`. */
export interface ExplainOptions {
  /** The whole series instead of its newest minutes. */
  readonly all: boolean;
  readonly json: boolean;
}

function findProblem({ decided }: Account): VerdictDiffers | null {
  return decided?.again.recomputed === 'different' ? new VerdictDiffers(decided) : null;
}

/** Says why there is nothing to explain. */
function printAbsence(answer: CallerAnswer, json: boolean, terminal: Terminal): Exit {
  const { rollout, tone, text } = answer;
  const isRefused = tone === 'refused';
  const why =
    rollout === null
      ? text
      : `${rollout.service} ${rollout.canary} (${rollout.id}): no metrics tell both versions apart, so they are not compared.`;
  if (json) terminal.out(JSON.stringify(answer, null, 2));
  else if (isRefused) terminal.err(text);
  else terminal.out(why);
  return isRefused ? exit.refused : exit.done;
}

/** Explains the verdict of a rollout: recomputes it from the record, and prints what it was made from. */
export async function explain(
  named: string,
  { all, json }: ExplainOptions,
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const answer = await findRollout(await open(), named, terminal);
  const { rollout, explained = null } = answer;
  if (rollout === null || explained === null) return printAbsence(answer, json, terminal);
  const account = giveAccount(rollout, explained);
  const problem = findProblem(account);
  if (json) terminal.out(JSON.stringify(accountJson(account, problem), null, 2));
  else terminal.out(...accountLines(account, all));
  if (problem === null) return exit.done;
  terminal.err(`${problem.code}: ${problem.message}`, `    → ${problem.remedy}`);
  return exit.refused;
}
