import type { DeadLetter, LetterQueue } from '../domain/dead-letter.ts';

/** The queues of what was not taken. */
export interface DeadLetters {
  /** What waits in a queue now, oldest first, as far as one look gets; it goes on waiting. */
  waiting(queue: LetterQueue): Promise<readonly DeadLetter[]>;
}

/** What the people of a service are told of its dead letters. */
export interface LetterNotice {
  readonly service: string;
  readonly letters: readonly DeadLetter[];
}

/** Where people see that something was not taken. */
export interface LetterBoard {
  /** Posts a notice in a channel, unless one with this key is there. Throws when Slack does not take it. */
  tell(channel: string, notice: LetterNotice, key: string): Promise<void>;
}
