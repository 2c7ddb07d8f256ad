import type { DeadLetter, DeadLetterQueue } from '../domain/dead-letter.ts';

/** Reads the dead-letter queues. */
export interface DeadLetters {
  /** Returns the dead letters of a queue, oldest first, as far as one read reaches; they stay in the queue. */
  waiting(queue: DeadLetterQueue): Promise<readonly DeadLetter[]>;
}

/** The dead letters that the people of a service are told about. */
export interface DeadLetterNotice {
  readonly service: string;
  readonly letters: readonly DeadLetter[];
}

/** Tells people about dead letters. */
export interface DeadLetterNotifier {
  /** Posts a notice in a channel, unless one with this key is there. Throws when Slack does not take it. */
  tell(channel: string, notice: DeadLetterNotice, key: string): Promise<void>;
}
