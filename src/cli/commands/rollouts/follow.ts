import { randomUUID } from 'node:crypto';
import type { RolloutFacts } from '../../../domain/rollout/facts.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { standingText, timeText } from './lines.ts';
import type { Worker } from './worker.ts';

/**
 * The interval between two status requests, in milliseconds. Serin looks at a rollout once a minute, and at once after an
 * event.
 */
const PACE_MS = 10_000;

/** The parameters of following a rollout. */
export interface Following {
  readonly worker: Worker;
  readonly terminal: Terminal;
  /** Prints lines of progress. */
  readonly say: (...lines: readonly string[]) => void;
  /** The timeout, in milliseconds. */
  readonly timeoutMs: number;
  /** The end that counts as success. */
  readonly wanted: 'completed' | 'rolled-back';
}

/** The exit code, and the last known state of the rollout. */
export interface Followed {
  readonly code: Exit;
  readonly rollout: RolloutFacts;
}

/**
 * Returns the exit code of a rollout that is over, or that needs a person, such as after a rollback that left a target; null
 * while it runs.
 */
function exitCodeAtEnd(
  { status, left = [] }: Pick<RolloutFacts, 'status' | 'left'>,
  wanted: Following['wanted'],
): Exit | null {
  switch (status) {
    case 'completed':
      return wanted === 'completed' ? exit.done : exit.refused;
    case 'rolled-back':
      if (left.length > 0) return exit.stuck;
      return wanted === 'rolled-back' ? exit.done : exit.rolledBack;
    case 'stuck':
      return exit.stuck;
    default:
      return null;
  }
}

/** The number of earlier timeline entries to show at the beginning. */
const BEFORE = 3;

/** Returns a line for each new timeline entry since `before`; the last line adds the status. */
function progress(before: RolloutFacts | null, now: RolloutFacts): readonly string[] {
  const known = before?.timeline.at(-1)?.n ?? 0;
  const entries = now.timeline.filter(({ n }) => n > known).slice(before === null ? -BEFORE : 0);
  const lines = entries.map(({ at, text }) => `${timeText(at)}  ${text}`);
  const last = lines.pop();
  const where = standingText(now);
  const moved = before !== null && where !== standingText(before);
  const line = last === undefined ? (moved ? `  ${where}` : null) : `${last} (${where})`;
  return [
    ...lines,
    ...(line === null ? [] : [line]),
    ...(now.card !== null && before?.card !== now.card ? [`  Card: ${now.card}`] : []),
    ...(now.status === 'holding' && before?.status !== 'holding' ? [holdingLines(now)] : []),
  ];
}

function holdingLines({ service, card }: RolloutFacts): string {
  const where = card === null ? 'in the channel of the service' : `at ${card}`;
  return `  SERIN HOLDS ${service.toUpperCase()} AND ASKS. Nothing moves until somebody answers ${where}; this goes on waiting.`;
}

/** Returns the current rollout, or the reason why it could not be read. */
async function readRollout({ worker }: Following, { service, id }: RolloutFacts): Promise<RolloutFacts | string> {
  try {
    const { rollout, text } = await worker.ask({ name: 'status', service, rollout: id }, randomUUID());
    return rollout ?? text;
  } catch (error) {
    const known = explainAccountError(error);
    return known instanceof Error ? known.message : String(known);
  }
}

/** Stops following a rollout that goes on, and says why. */
function leave(following: Following, rollout: RolloutFacts, code: Exit, why: string): Followed {
  following.terminal.err(`${why} The rollout goes on: ${standingText(rollout)}. See: serin status ${rollout.service}`);
  return { code, rollout };
}

/**
 * Follows a rollout to its end, with a line for each change. A failed status request is reported once and retried; only the
 * timeout ends the wait.
 */
export async function follow(following: Following, first: RolloutFacts): Promise<Followed> {
  const { worker, terminal, say, timeoutMs, wanted } = following;
  const { signal } = terminal;
  const end = worker.now() + timeoutMs;
  let rollout = first;
  let trouble: string | null = null;
  say(...progress(null, first));
  for (;;) {
    const code = exitCodeAtEnd(rollout, wanted);
    if (code !== null) return { code, rollout };
    const left = end - worker.now();
    if (left <= 0) return leave(following, rollout, exit.timedOut, 'The time is over.');
    await worker.wait(Math.min(PACE_MS, left), signal);
    if (signal.aborted) return leave(following, rollout, exit.interrupted, 'Interrupted.');
    const seen = await readRollout(following, rollout);
    if (typeof seen === 'string') {
      if (seen !== trouble) terminal.err(`The status could not be read: ${seen} Goes on asking.`);
      trouble = seen;
      continue;
    }
    trouble = null;
    say(...progress(rollout, seen));
    rollout = seen;
  }
}
