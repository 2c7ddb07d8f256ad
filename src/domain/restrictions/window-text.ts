import { DAYS } from '../clock.ts';
import { utcMoment } from './freeze-in-force.ts';
import type { FreezeWindow } from './window.ts';

function dayAndTime(minute: number): string {
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${DAYS[Math.floor(minute / 1440)]} ${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** Describes a window: `Fri 16:00 to Mon 08:00 (Europe/Berlin): No releases over the weekend`. */
export function windowText(window: FreezeWindow): string {
  const { from, to, reason } = window;
  return window.kind === 'once'
    ? `${utcMoment(from)} to ${utcMoment(to)}: ${reason}`
    : `${dayAndTime(from)} to ${dayAndTime(to)} (${window.timezone}): ${reason}`;
}
