import type { DeadLetter, DeadLetterQueue } from '../domain/dead-letter.ts';

/** The queues of what was not taken. */
export interface DeadLetters {
  /** What waits in a queue now, oldest first, as far as one look gets; it goes on waiting. */
  waiting(queue: DeadLetterQueue): Promise<readonly DeadLetter[]>;
}

/** What the people of a service are told of its dead letters. */
export interface DeadLetterNotice {
  readonly service: string;
  readonly letters: readonly DeadLetter[];
}

/** Where people see that something was not taken. */
export interface DeadLetterNotifier {
  /** Posts a notice in a channel, unless one with this key is there. Throws when Slack does not take it. */
  tell(channel: string, notice: DeadLetterNotice, key: string): Promise<void>;
}
