import type { Json } from '../json.ts';
import type { TargetConfig } from '../service.ts';
import type { Rollout } from './record.ts';

/** The state of one target before a rollout. */
export interface BaselineTarget {
  readonly name: string;
  readonly config: TargetConfig;
  /** The name of each arm, in words. */
  readonly stable: string;
  readonly canary: string;
  /** The state that the kind of target froze: all that a rollback needs. */
  readonly baseline: Json;
}

/**
 * The state of every target before a rollout. The thread of a rollout shows it as JSON, and `serin rollback --from` reads it;
 * docs/reference/cli.md describes it.
 */
export interface Baseline {
  readonly v: 1;
  readonly service: string;
  /** The id of the rollout. */
  readonly rollout: string;
  /** The number of characters of `targets` as JSON without spaces. It reveals a copy that lost a part. */
  readonly size: number;
  readonly targets: readonly BaselineTarget[];
}

/** Returns the whole baseline of a rollout. */
export function rolloutBaseline({ service, id, targets }: Rollout): Baseline {
  const all = targets.map(({ name, config, stable, canary, frozen }) => ({
    name,
    config,
    stable,
    canary,
    baseline: frozen,
  }));
  return { v: 1, service, rollout: id, size: sizeOfTargets(all), targets: all };
}

/** Returns the `size` of a baseline with these targets, in characters. */
export function sizeOfTargets(targets: readonly unknown[]): number {
  return JSON.stringify(targets).length;
}

/**
 * Returns a baseline as JSON in lines. Whatever a chat, a code block or a copy by hand could change is written as an escape of
 * JSON: backticks, the three characters of mrkdwn, and everything beyond ASCII.
 */
export function baselineText(baseline: Baseline): string {
  const asEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(baseline, null, 1).replace(/[`<>&]|[^\n -~]/g, asEscape);
}
