import type { Actor } from '../people/person.ts';

/** One line of the timeline. `text` is plain; views escape it. */
export interface TimelineEntry {
  /** Position, from 1, without gaps. */
  readonly n: number;
  readonly at: number;
  readonly by: Actor;
  readonly text: string;
}
