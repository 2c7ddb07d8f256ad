import type { WhatIfAnswer } from '../../live/what-if.ts';
import { percent, shortNumber } from '../format.ts';

type Summary = WhatIfAnswer['good'];

const minutes = (value: number): string => `${shortNumber(value)} min`;

const share = (value: number): string => percent(Math.round(1000 * value) / 10);

/** Returns what becomes of a bad canary, as a sentence. */
export function faultText({ stopped, asked, completed }: Summary): string {
  return `Stopped in ${share(stopped.share)} of rollouts; a person is asked in ${share(asked.share)}; it reaches everybody in ${share(completed.share)}.`;
}

/** Returns what becomes of a good canary, as a sentence. */
export function goodText({ stopped, asked, waited }: Summary): string {
  const waits =
    waited === null || waited.median < 1 ? '' : ` It waits ${minutes(waited.median)} longer than the timetable.`;
  return `A good version is stopped by mistake in ${share(stopped.share)}; a person is asked in ${share(asked.share)}.${waits}`;
}

/** Returns the time until a bad canary is stopped, in a few words. */
export function timeText({ minutesToStop }: Summary): string {
  return minutesToStop === null
    ? 'never stopped'
    : `median ${minutes(minutesToStop.median)}, 95% within ${minutes(minutesToStop.p95)}`;
}

/** Returns how many users a bad canary hurts, in a few words. */
export function usersText({ users }: Summary): string {
  return `median ${shortNumber(users.median)}, 95% at most ${shortNumber(users.p95)}`;
}
