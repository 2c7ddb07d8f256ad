import type { AlarmValue } from './alarm-state.ts';

/** The functions whose failures are kept, each in a queue of its own. */
export const letterQueues = ['worker', 'alarm', 'timer'] as const;

/** One of them. */
export type DeadLetterQueue = (typeof letterQueues)[number];

/** What an event that nobody took was about. What people typed is not in it. */
export type DeadLetterSubject =
  | { readonly kind: 'command'; readonly command: string; readonly service: string | null }
  | { readonly kind: 'hook-answer'; readonly service: string }
  | { readonly kind: 'alarm'; readonly alarm: string; readonly value: AlarmValue }
  | { readonly kind: 'timer'; readonly service: string }
  | { readonly kind: 'unknown' };

/** An event that a function failed to take for good, or that never reached it. */
export interface DeadLetter {
  readonly queue: DeadLetterQueue;
  /** The same however often it is looked at. */
  readonly id: string;
  /** Since when it waits, in milliseconds since the epoch. */
  readonly at: number;
  readonly about: DeadLetterSubject;
  /** Why it was not taken, in short. */
  readonly error: string;
}

/** A command as it is typed. */
function typedCommand(command: string): string {
  return command === 'hook-done' ? 'resume … done' : command;
}

/** What it was about, for people. */
export function deadLetterSubjectText(about: DeadLetterSubject): string {
  switch (about.kind) {
    case 'command':
      return `the command ${typedCommand(about.command)}${about.service === null ? '' : ` of ${about.service}`}`;
    case 'hook-answer':
      return `an answer of a hook of ${about.service}`;
    case 'alarm':
      return `the alarm ${about.alarm}, which went to ${about.value}`;
    case 'timer':
      return `a timer of ${about.service}`;
    case 'unknown':
      return 'an event that this version does not know';
  }
}
