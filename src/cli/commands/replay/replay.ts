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

/** A dead letter that was taken out of its queue for five minutes. */
export interface ReceivedDeadLetter extends DeadLetter {
  /** What the function gets; undefined when the message cannot be read. */
  readonly event: unknown;
  readonly receipt: string;
}

/** The dead letters of an installation. */
export interface DeadLetterQueues {
  /** Takes out what waits in a queue, oldest first; what is neither put back nor replayed is back after five minutes. */
  take(queue: DeadLetterQueue): Promise<readonly ReceivedDeadLetter[]>;
  putBack(letter: ReceivedDeadLetter): Promise<void>;
  /** Hands a letter to the function it was for, and then removes it. */
  replay(letter: ReceivedDeadLetter): Promise<void>;
  /** In milliseconds since the epoch. */
  now(): number;
}

/** How `serin replay` was asked for. */
export interface ReplayOptions {
  /** Only this queue; all when it is left out. */
  readonly from?: DeadLetterQueue;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** What became of a letter. */
type Outcome = 'waits' | 'replayed' | 'unreadable';

/**
 * Shows what no function took, and has it done once somebody agrees. What cannot be read stays; after a failure the rest is left.
 *
 * @returns 0 when nothing waits, it was only looked at, or all was handed over; 1 when something was left
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
    // What AWS does not find here is a function, not the table.
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

/** JSON is for machines, which nobody can ask. */
async function replayProblem(options: ReplayOptions, terminal: Terminal): Promise<string | null> {
  if (options.json && !options.yes) return 'Nothing was handed over: say --yes too, or --dry-run.';
  return consentProblem(options, terminal, handing);
}

/** One after the other, oldest first, so that what came first is done first. */
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
    `${count('replayed')} of ${letters.length} handed over. What fails again is back in a few minutes: npx serin replay --dry-run`,
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

/** What `--json` prints; docs/cli.md describes it. The events are not in it: they carry what proves who gave a command. */
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
