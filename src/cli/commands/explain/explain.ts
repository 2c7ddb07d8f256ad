import type { CallerAnswer } from '../../../ports/inbound/caller.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import type { Worker } from '../rollouts/worker.ts';
import { type Account, giveAccount } from './account.ts';
import { verdictChart } from './chart.ts';
import { findRollout } from './find-rollout.ts';
import { accountLines } from './lines.ts';
import { accountJson } from './to-json.ts';
import { VerdictDiffers } from './verdict-differs.ts';

/** The options of `serin explain`. */
export interface ExplainOptions {
  /** The whole series instead of its newest minutes. */
  readonly all: boolean;
  readonly json: boolean;
  /** The file that gets the chart; absent where none is wanted. */
  readonly svg?: string;
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

/** Writes the chart to a new file. Returns false, and says why, where there is none to draw or it cannot be written. */
async function writeChart(file: string, account: Account, { create, err }: Terminal): Promise<boolean> {
  const { decided } = account;
  if (decided === null || decided.again.minutes.length === 0) {
    err('There is no chart: the record has a series only with a verdict that decided something.');
    return false;
  }
  try {
    await create(file, verdictChart(account, decided));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isThere = `${file} is there already, and explain writes over nothing. Name another file: --svg other.svg.`;
    err(code === 'EEXIST' ? isThere : `${file} cannot be written: ${message}`);
    return false;
  }
  err(`${file}: the chart of both versions, with the limit and the moment it was crossed.`);
  return true;
}

/** Explains the verdict of a rollout: recomputes it from the record, and prints what it was made from. */
export async function explain(
  named: string,
  { all, json, svg }: ExplainOptions,
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
  const isDrawn = svg === undefined || (await writeChart(svg, account, terminal));
  if (problem === null) return isDrawn ? exit.done : exit.refused;
  terminal.err(`${problem.code}: ${problem.message}`, `    → ${problem.remedy}`);
  return exit.refused;
}
