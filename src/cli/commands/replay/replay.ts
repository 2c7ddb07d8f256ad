import {
  type DeadLetter,
  type DeadLetterQueue,
  deadLetterSubjectText,
  letterQueues,
} from '../../../domain/dead-letter.ts';
import { duration } from '../../../domain/wording.ts';
import { AccountUnusable, explainAccountError } from '../../account-unusable.ts';
import { consentProblem } from '../../terminal/consent.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';

/** A dead letter, invisible in its queue for five minutes. */
export interface ReceivedDeadLetter extends DeadLetter {
  /** The event for the function; undefined when the message cannot be read. */
  readonly event: unknown;
  readonly receipt: string;
}

/** The dead letters of an installation. */
export interface DeadLetterQueues {
  /**
   * Receives the dead letters of a queue, oldest first; after five minutes the queue offers again those neither put back nor
   * replayed.
   */
  take(queue: DeadLetterQueue): Promise<readonly ReceivedDeadLetter[]>;
  putBack(letter: ReceivedDeadLetter): Promise<void>;
  /** Invokes the dead letter's function with it, and then deletes the dead letter. */
  replay(letter: ReceivedDeadLetter): Promise<void>;
  /** The current time, in milliseconds since the epoch. */
  now(): number;
}

/** The options of `serin replay`. */
export interface ReplayOptions {
  /** Only this queue; all when it is left out. */
  readonly from?: DeadLetterQueue;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** The outcome of a dead letter. */
type Outcome = 'waits' | 'replayed' | 'unreadable';

/**
 * Shows the dead letters, and replays them once somebody agrees. Unreadable ones stay in the queue; a failure ends the replay.
 * @returns 0 when the queue was empty, nothing was to be written, or all were replayed; 1 when some are left
 */
export async function replay(
  options: ReplayOptions,
  terminal: Terminal,
  open: () => Promise<DeadLetterQueues>,
): Promise<Exit> {
  const box = await open();
  try {
    const letters = await takeAll(box, options.from === undefined ? letterQueues : [options.from]);
    return await replayOrShow(letters, box, options, terminal);
  } catch (cause) {
    const error = explainAccountError(cause);
    // The missing resource is a function here, not the table.
    throw error instanceof AccountUnusable && error.code === 'table-missing' ? cause : error;
  }
}

async function takeAll(
  box: DeadLetterQueues,
  queues: readonly DeadLetterQueue[],
): Promise<readonly ReceivedDeadLetter[]> {
  const taken = await Promise.all(queues.map((queue) => box.take(queue)));
  return taken.flat().sort((one, other) => one.at - other.at);
}

async function replayOrShow(
  letters: readonly ReceivedDeadLetter[],
  box: DeadLetterQueues,
  options: ReplayOptions,
  terminal: Terminal,
): Promise<Exit> {
  const { json, dryRun } = options;
  const outcomes = new Map<ReceivedDeadLetter, Outcome>(letters.map((letter) => [letter, 'waits']));
  try {
    if (!json) terminal.out(...describeDeadLetters(letters, box.now()));
    const isAsked = letters.length > 0 && !dryRun;
    const refusal = isAsked ? await replayProblem(options, terminal) : null;
    if (refusal !== null) terminal.err(refusal);
    else if (isAsked) await handOver(letters, box, outcomes, terminal);
    if (json) terminal.out(JSON.stringify(document(letters, outcomes), null, 2));
    const isLeft = [...outcomes.values()].some((outcome) => outcome !== 'replayed');
    if (terminal.signal.aborted) return exit.interrupted;
    return isAsked && isLeft ? exit.refused : exit.done;
  } finally {
    await Promise.all(
      letters.filter((letter) => outcomes.get(letter) !== 'replayed').map((letter) => box.putBack(letter)),
    );
  }
}

const handing = { question: 'Hand these over?', nothing: 'Nothing was handed over', act: 'hand these over' };

/** Returns the reason why nothing may be replayed; null when somebody agreed. With `--json` nobody can be asked. */
async function replayProblem(options: ReplayOptions, terminal: Terminal): Promise<string | null> {
  if (options.json && !options.yes) return 'Nothing was handed over: say --yes too, or --dry-run.';
  return consentProblem(options, terminal, handing);
}

/** Replays the dead letters one after the other, oldest first, so that earlier events take effect first. */
async function handOver(
  letters: readonly ReceivedDeadLetter[],
  box: DeadLetterQueues,
  outcomes: Map<ReceivedDeadLetter, Outcome>,
  { err, signal }: Terminal,
): Promise<void> {
  for (const letter of letters) {
    if (signal.aborted) break;
    if (letter.event === undefined) outcomes.set(letter, 'unreadable');
    else {
      await box.replay(letter);
      outcomes.set(letter, 'replayed');
    }
  }
  const count = (outcome: Outcome) => [...outcomes.values()].filter((one) => one === outcome).length;
  err(
    `${count('replayed')} of ${letters.length} handed over. What fails again is back in a few minutes: serin replay --dry-run`,
    ...(count('unreadable') > 0
      ? [`${count('unreadable')} cannot be read and stayed. Look at them in the queue, and remove them there.`]
      : []),
  );
}

function describeDeadLetters(letters: readonly ReceivedDeadLetter[], now: number): readonly string[] {
  if (letters.length === 0) return ['Nothing waits.'];
  return letters.flatMap(({ queue, about, at, error }) => [
    `${queue}: ${deadLetterSubjectText(about)}, ${duration(Math.max(0, now - at))} old`,
    `    ${error}`,
  ]);
}

/**
 * Returns the document that `--json` prints; docs/reference/cli.md describes it. It omits the events, which carry the proof of who gave
 * a command.
 */
function document(letters: readonly ReceivedDeadLetter[], outcomes: ReadonlyMap<ReceivedDeadLetter, Outcome>) {
  return {
    v: 1,
    letters: letters.map((letter) => ({
      id: letter.id,
      queue: letter.queue,
      about: letter.about,
      since: new Date(letter.at).toISOString(),
      error: letter.error,
      outcome: outcomes.get(letter),
    })),
  };
}
