import { parseStart } from '../../../command/start/start-words.ts';
import { durationMs, durationPattern } from '../../../config/read/durations.ts';
import { planText } from '../../../config/steps/registry.ts';
import type { CallerAnswer, CallerBody } from '../../../ports/inbound/caller.ts';
import { ask } from '../../terminal/ask.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { type Following, follow } from './follow.ts';
import { findingLines, previewLines, rolloutLines, serviceLines } from './lines.ts';
import type { Worker } from './worker.ts';

/** The options of a command that changes a rollout. */
export interface WaitOptions {
  /** Follow the rollout to its end. */
  readonly wait: boolean;
  /** The longest wait, as a duration. */
  readonly timeout: string;
  readonly json: boolean;
}

/** The options of `serin start`. */
export interface StartOptions extends WaitOptions {
  readonly service: string;
  /** A version, pairs, `force` and `adopt`, as after `/canary start <service>`. */
  readonly words: readonly string[];
  readonly dryRun: boolean;
}

type Opening = () => Promise<Worker>;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** Prints an answer without following the rollout. */
export function print(answer: CallerAnswer, asJson: boolean, terminal: Terminal): Exit {
  const isRefused = answer.tone === 'refused';
  if (asJson) terminal.out(json(answer));
  else if (isRefused) terminal.err(answer.text, ...findingLines(answer.findings));
  else terminal.out(answer.text, ...(answer.rollout === null ? [] : rolloutLines(answer.rollout)));
  return isRefused ? exit.refused : exit.done;
}

/** Sends a command that changes a rollout, prints the answer, and follows the rollout where that was requested. */
async function move(
  body: CallerBody,
  options: WaitOptions,
  wanted: Following['wanted'],
  terminal: Terminal,
  open: Opening,
): Promise<Exit> {
  if (!durationPattern.test(options.timeout)) {
    terminal.err(`${options.timeout} is not a duration. Write for example --timeout 6h or --timeout 90m.`);
    return exit.usage;
  }
  const worker = await open();
  const answer = await ask(worker, body, terminal);
  if (!options.wait || answer.tone === 'refused' || answer.rollout === null)
    return print(answer, options.json, terminal);
  const say = options.json ? terminal.err : terminal.out;
  say(answer.text, ...(wanted === 'completed' ? [`Plan: ${planText(answer.rollout.plan)}`] : []));
  const following = { worker, terminal, say, timeoutMs: durationMs(options.timeout), wanted };
  const { code, rollout } = await follow(following, answer.rollout);
  if (options.json) terminal.out(json({ ...answer, rollout }));
  return code;
}

/** Starts a rollout, or with `dryRun` previews the start. */
export async function start(options: StartOptions, terminal: Terminal, open: Opening): Promise<Exit> {
  const ofPeople = options.words.find((word) => /^-*(queue$|hotfix$|at=)/i.test(word));
  if (ofPeople !== undefined) {
    terminal.err(`Only people may say ${ofPeople}: say it in Slack (docs/guides/queue.md).`);
    return exit.usage;
  }
  const parsed = parseStart(options.service, options.words, '');
  if ('problem' in parsed) {
    terminal.err(parsed.problem);
    return exit.usage;
  }
  // A pipeline is not asked, so the word changes nothing here.
  const { confirmed: _, ...wanted } = parsed;
  if (!options.dryRun) return move(wanted, options, 'completed', terminal, open);
  const answer = await ask(await open(), { ...wanted, name: 'dry-run' }, terminal);
  const { preview, text, tone } = answer;
  if (options.json || preview === null) return print(answer, options.json, terminal);
  terminal.out(text, ...previewLines(preview));
  return tone === 'refused' ? exit.refused : exit.done;
}

/** Rolls a rollout back. */
export function rollback(
  { service, reason, ...options }: WaitOptions & { readonly service: string; readonly reason: string },
  terminal: Terminal,
  open: Opening,
): Promise<Exit> {
  return move({ name: 'rollback', service, text: reason.slice(0, 300) }, options, 'rolled-back', terminal, open);
}

/** Pauses the plan; a person resumes it in Slack. */
export async function pause(
  { service, json: asJson }: { readonly service: string; readonly json: boolean },
  terminal: Terminal,
  open: Opening,
): Promise<Exit> {
  return print(await ask(await open(), { name: 'pause', service }, terminal), asJson, terminal);
}

/** Prints the status of one service, or of all. */
export async function status(
  { service, json: asJson }: { readonly service: string | undefined; readonly json: boolean },
  terminal: Terminal,
  open: Opening,
): Promise<Exit> {
  const body: CallerBody = service === undefined ? { name: 'list' } : { name: 'status', service, rollout: null };
  const answer = await ask(await open(), body, terminal);
  const { rollout, services, tone, changed } = answer;
  const since = changed === undefined ? [] : [`! ${changed}`];
  const lines =
    rollout !== null ? [...rolloutLines(rollout), ...since] : services !== null ? serviceLines(services) : [];
  if (asJson || tone === 'refused' || lines.length === 0) return print(answer, asJson, terminal);
  terminal.out(...lines);
  return exit.done;
}
