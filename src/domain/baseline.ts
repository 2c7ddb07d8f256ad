import type { Json } from './json.ts';
import type { Rollout } from './record.ts';
import type { TargetConfig } from './service.ts';

/** What one target looked like before a rollout. */
export interface BaselineTarget {
  readonly name: string;
  readonly config: TargetConfig;
  /** What each arm is, in words. */
  readonly stable: string;
  readonly canary: string;
  /** What the kind of target froze: all that it needs to be brought back. */
  readonly baseline: Json;
}

/**
 * What every target looked like before a rollout. This is what the thread of a rollout shows as JSON, and what
 * `serin rollback --from` takes; docs/cli.md describes it.
 */
export interface Baseline {
  readonly v: 1;
  readonly service: string;
  /** The id of the rollout. */
  readonly rollout: string;
  /** The characters of `targets` as JSON without spaces, by which a copy that lost a part is noticed. */
  readonly size: number;
  readonly targets: readonly BaselineTarget[];
}

/** The baseline of a rollout, whole. */
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

/** What `size` is for these targets. */
export function sizeOfTargets(targets: readonly unknown[]): number {
  return JSON.stringify(targets).length;
}

/**
 * A baseline as JSON in lines. Whatever a chat, a code block or a copy by hand could change is written as an escape of
 * JSON: backticks, the three characters of mrkdwn, and everything beyond ASCII.
 */
export function baselineText(baseline: Baseline): string {
  const asEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(baseline, null, 1).replace(/[`<>&]|[^\n -~]/g, asEscape);
}
