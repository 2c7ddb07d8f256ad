import type { Rollout } from '../../domain/record.ts';

/** The alarms that are read for a rollout. */
export interface WatchedAlarms {
  readonly names: readonly string[];
  /** Those among them that do not belong to the service any more. */
  readonly stray: ReadonlySet<string>;
}

/**
 * Returns the alarms that a running rollout goes by: those of the configuration that it started with, those that the live
 * configuration names now, and those that it knows of from earlier. One that neither configuration names holds nothing but what it
 * fired for, which a person can answer.
 *
 * @param live the names in the live configuration; null when it cannot be read, and then an alarm stays what it was
 */
export function watchedAlarms({ config, alarms }: Rollout, live: readonly string[] | null): WatchedAlarms {
  const belongs = new Set([...config.alarms, ...(live ?? [])]);
  const known = Object.keys(alarms);
  const stray = known.filter((name) => !belongs.has(name) && (live !== null || alarms[name]?.stray === true));
  return { names: [...new Set([...belongs, ...known])], stray: new Set(stray) };
}
