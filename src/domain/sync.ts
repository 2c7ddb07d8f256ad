import type { ComponentConfig, Content } from './component.ts';
import type { EnvironmentId } from './environment.ts';
import type { Fault } from './fault.ts';
import type { CardRef } from './message-ref.ts';
import type { Person } from './person.ts';

/** One environment being brought up to the newest of every component, or the last time that was done. */
export interface Sync {
  readonly id: string;
  readonly service: string;
  /** The channel in which it is shown. */
  readonly channel: string;
  readonly by: Person;
  readonly startedAt: number;
  readonly side: EnvironmentId;
  readonly parts: readonly SyncPart[];
  readonly status: 'running' | 'done' | 'failed' | 'stopped';
  readonly stoppedBy: Person | null;
  readonly endedAt: number | null;
  /** Counts the changes, so that each is shown. */
  readonly changes: number;
  readonly card: CardRef | null;
}

/** One component that is being brought up. */
export interface SyncPart {
  readonly name: string;
  readonly config: ComponentConfig;
  readonly brought: Brought;
  /** What the environment had, in words. */
  readonly before: string;
  readonly wanted: Content;
  readonly state: 'waiting' | 'done' | 'failed';
  /** What went wrong at the last try; null when nothing did. */
  readonly fault: Fault | null;
}

/** How a component is brought up: by Serin in place, or by a build that somebody else makes. */
export type Brought = 'in-place' | 'by-a-build';
