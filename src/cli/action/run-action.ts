import type { CallerAnswer } from '../../ports/inbound/caller.ts';
import type { Open } from '../open.ts';
import { run } from '../program.ts';
import { type Exit, exit, type Terminal } from '../terminal/terminal.ts';
import { type Environment, type Inputs, readInputs } from './inputs.ts';
import { toOutcome } from './outcome.ts';
import { newsText, type Summarized, summaryText } from './summary.ts';

/** The world of the action. */
export interface ActionDeps {
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly open: Open;
  /** Adds to the end of a file. */
  append(path: string, text: string): Promise<void>;
  /** A word that no text contains. */
  readonly secretWord: string;
}

/**
 * Runs the action: `serin start` with its inputs, then its outputs and the summary of the job. Returns the exit code of the command line.
 * The log is shown with workflow commands stopped, since texts of people are in it.
 * Source: GitHub Docs, "Workflow commands for GitHub Actions".
 */
export async function runAction(deps: ActionDeps): Promise<Exit> {
  const { environment, terminal, secretWord } = deps;
  const inputs = readInputs(environment);
  if ('problems' in inputs) {
    terminal.out(...inputs.problems.map(errorCommand));
    await writeOutputs(deps, {
      outcome: 'failed',
      rollout: '',
      card: '',
      verdict: '',
      text: inputs.problems.join(' '),
    });
    return exit.usage;
  }
  terminal.out(`::stop-commands::${secretWord}`);
  const { code, answer, said } = await startRollout(inputs, deps);
  terminal.out(`::${secretWord}::`);
  const outcome = toOutcome(code, inputs, answer);
  const text = newsText({ inputs, answer, said });
  await report(deps, { inputs, outcome, answer, said }, text);
  if (code !== exit.done) terminal.out(errorCommand(`${inputs.service}: ${outcome}. ${text}`));
  return code;
}

async function startRollout({ service, words, wait, timeout, dryRun, name }: Inputs, { terminal, open }: ActionDeps) {
  const printed: string[] = [];
  const said: string[] = [];
  const captured: Terminal = {
    ...terminal,
    out: (...lines) => {
      printed.push(...lines);
    },
    err: (...lines) => {
      said.push(...lines);
      terminal.out(...lines);
    },
  };
  const how = dryRun ? ['--dry-run'] : wait ? ['--wait', `--timeout=${timeout}`] : [];
  const args = ['start', '--json', `--name=${name}`, ...how, '--', service, ...words];
  const code = await run(args, captured, open, name).catch((error: unknown) => {
    captured.err(error instanceof Error ? error.message : String(error));
    return exit.refused;
  });
  const answer = printed.length === 0 ? null : (JSON.parse(printed.join('\n')) as CallerAnswer);
  return { code, answer, said };
}

async function report(deps: ActionDeps, summarized: Summarized, text: string): Promise<void> {
  const { outcome, answer } = summarized;
  const rollout = answer?.rollout ?? null;
  await writeOutputs(deps, {
    outcome,
    rollout: rollout?.id ?? '',
    card: rollout?.card ?? '',
    verdict: rollout?.verdict?.outcome ?? '',
    text,
  });
  const { GITHUB_STEP_SUMMARY: file } = deps.environment;
  if (file !== undefined) await deps.append(file, summaryText(summarized));
}

/** Writes outputs between two lines that no value contains. */
async function writeOutputs(
  { environment: { GITHUB_OUTPUT: file }, append, secretWord }: ActionDeps,
  outputs: Readonly<Record<'outcome' | 'rollout' | 'card' | 'verdict' | 'text', string>>,
): Promise<void> {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}<<${secretWord}\n${value}\n${secretWord}\n`);
  if (file !== undefined) await append(file, lines.join(''));
}

/** Returns the command that shows an error at the step. */
function errorCommand(text: string): string {
  return `::error title=Serin::${text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`;
}
