import type { AlarmValue } from './alarm/state.ts';

/** The functions that have a dead-letter queue, one queue each. */
export const letterQueues = ['worker', 'alarm', 'timer'] as const;

/** A function that has a dead-letter queue. */
export type DeadLetterQueue = (typeof letterQueues)[number];

/** The subject of a dead letter. It never contains text that people typed. */
export type DeadLetterSubject =
  | { readonly kind: 'command'; readonly command: string; readonly service: string | null }
  | { readonly kind: 'hook-answer'; readonly service: string }
  | { readonly kind: 'alarm'; readonly alarm: string; readonly value: AlarmValue }
  | { readonly kind: 'health-signal'; readonly service: string; readonly name: string }
  | { readonly kind: 'timer'; readonly service: string }
  | { readonly kind: 'api-call'; readonly name: string }
  | { readonly kind: 'unknown' };

/** An event that a function could not process in any retry, or that never reached it. */
export interface DeadLetter {
  readonly queue: DeadLetterQueue;
  /** The id, equal in every read of the queue. */
  readonly id: string;
  /** The moment from which it waits, in milliseconds since the epoch. */
  readonly at: number;
  readonly about: DeadLetterSubject;
  /** The reason of the failure, in short. */
  readonly error: string;
}

/** Returns a command as people type it. */
function typedCommand(command: string): string {
  return command === 'hook-done' ? 'resume … done' : command;
}

/** Returns the subject of a dead letter, for people. */
export function deadLetterSubjectText(about: DeadLetterSubject): string {
  switch (about.kind) {
    case 'command':
      return `the command ${typedCommand(about.command)}${about.service === null ? '' : ` of ${about.service}`}`;
    case 'hook-answer':
      return `an answer of a hook of ${about.service}`;
    case 'alarm':
      return `the alarm ${about.alarm}, which went to ${about.value}`;
    case 'health-signal':
      return `the health signal ${about.name} of ${about.service}`;
    case 'timer':
      return `a timer of ${about.service}`;
    case 'api-call':
      return `a call of ${about.name}, which may have changed a target`;
    case 'unknown':
      return 'an event that this version does not know';
  }
}
