import type { Rollout } from '../../domain/rollout/record.ts';

/** The alarms that are read for a rollout. */
export interface WatchedAlarms {
  readonly names: readonly string[];
  /** The alarms among them that no longer belong to the service. */
  readonly stray: ReadonlySet<string>;
}

/**
 * Returns the alarms that guard a running rollout: those of its frozen configuration, those of the live configuration, and those
 * that it knows from earlier. An alarm in neither configuration holds the rollout only for its earlier firing, which a person can
 * answer.
 *
 * @param live the names in the live configuration; null when it cannot be read: then no alarm changes between listed and stray
 */
export function watchedAlarms({ config, alarms }: Rollout, live: readonly string[] | null): WatchedAlarms {
  const belongs = new Set([...config.alarms, ...(live ?? [])]);
  const known = Object.keys(alarms);
  const stray = known.filter((name) => !belongs.has(name) && (live !== null || alarms[name]?.stray === true));
  return { names: [...new Set([...belongs, ...known])], stray: new Set(stray) };
}
