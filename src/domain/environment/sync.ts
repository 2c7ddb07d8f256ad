import type { Person } from '../people/person.ts';
import type { Fault } from '../rollout/fault.ts';
import type { CardRef } from '../rollout/message-ref.ts';
import type { ComponentConfig, Content } from './component.ts';
import type { EnvironmentId } from './environment.ts';

/** A run that brings one environment to the newest version of every component, or the last such run. */
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

/** One component of a sync. */
export interface SyncPart {
  readonly name: string;
  readonly config: ComponentConfig;
  readonly brought: Brought;
  /** The content of the environment before, in words. */
  readonly before: string;
  readonly wanted: Content;
  readonly state: 'waiting' | 'done' | 'failed';
  /** The failure of the last attempt; null when there was none. */
  readonly fault: Fault | null;
}

/** The way to update a component: Serin writes in place, or somebody else makes a build. */
export type Brought = 'in-place' | 'by-a-build';
