import { durationMs, durationPattern } from '../../../config/read/durations.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { timeText } from '../rollouts/lines.ts';
import { type AuditDeps, type AuditEntry, actorText, readAudit } from './trail.ts';

/** The options of `serin audit`. */
export interface AuditOptions {
  /** The services; all where none is named. */
  readonly services: readonly string[];
  /** A duration back from now, or a date. */
  readonly since: string;
  readonly json: boolean;
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/;

/** Returns the moment that `--since` names, in milliseconds since the epoch; null when it names none. */
function parseSince(text: string, now: number): number | null {
  if (durationPattern.test(text)) return now - durationMs(text);
  const at = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** The most services that a refusal names. */
const MOST_NAMES = 20;

function line({ at, service, rollout, canary, by, text }: AuditEntry): string {
  return `${timeText(at)}  ${service}  ${rollout}  ${canary}  ${actorText(by)}: ${text}`;
}

const isoTimes = (entry: AuditEntry) => ({ ...entry, at: timeText(entry.at) });

/** Prints who did what, and when, with how each rollout ended. */
export async function audit(
  { services: named, since: sinceText, json }: AuditOptions,
  terminal: Terminal,
  open: () => Promise<AuditDeps>,
): Promise<Exit> {
  const deps = await open();
  const now = deps.now();
  const since = parseSince(sinceText, now);
  if (since === null) {
    terminal.err(`${sinceText} is neither a duration nor a date. Write for example --since 30d or --since 2026-11-01.`);
    return exit.usage;
  }
  try {
    const known = (await deps.services()).toSorted();
    const { entries, rollouts } = await readAudit(deps, named.length === 0 ? known : named, since);
    // A service that was removed has a history still.
    const strange = named.find((name) => !known.includes(name) && !rollouts.some(({ service }) => service === name));
    if (strange !== undefined) {
      const there = known.length === 0 ? 'none is configured' : `there are ${known.slice(0, MOST_NAMES).join(', ')}`;
      terminal.err(`No service ${strange} is configured, and none of this name did anything in that time: ${there}.`);
      return exit.refused;
    }
    const nothing = `Nothing was done since ${timeText(since)}.`;
    if (json)
      terminal.out(
        JSON.stringify(
          { since: timeText(since), until: timeText(now), entries: entries.map(isoTimes), rollouts },
          null,
          2,
        ),
      );
    else terminal.out(...(entries.length === 0 ? [nothing] : entries.map(line)));
    return exit.done;
  } catch (error) {
    throw explainAccountError(error);
  }
}
