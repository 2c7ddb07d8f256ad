import type { Rollout } from './rollout/record.ts';

/** One service in the App Home. */
export interface HomeService {
  readonly name: string;
  /** The channel as configured; null where the configuration is not valid. */
  readonly channel: string | null;
  /** The newest rollout; null where there never was one. */
  readonly rollout: Rollout | null;
  /** The fault that keeps it from being shown, in words; null where there is none. */
  readonly fault: string | null;
}

/** The App Home of one person: the services at a moment, by what the person has to do. A rollout is in one list only. */
export interface Home {
  readonly at: number;
  /** The rollouts that wait for this person. */
  readonly waiting: readonly Rollout[];
  /** The other rollouts that run, or wait for somebody else. */
  readonly running: readonly Rollout[];
  /** The rollouts that ended in the last week, the newest first. */
  readonly finished: readonly Rollout[];
  /** The locks and freezes in force, the queues and the scheduled starts, a line each, in plain text. */
  readonly restrictions: readonly string[];
  readonly services: readonly HomeService[];
}
