import type { Finding } from '../../domain/finding.ts';
import { type Plan, planShares } from '../../domain/plan/plan.ts';
import type { SplitUnit } from '../../domain/target/split-unit.ts';
import { joinWithAnd, percent } from '../../domain/wording.ts';

/** The name of a target and the unit that it splits. */
export interface SplitTarget {
  readonly name: string;
  readonly splits: SplitUnit;
}

/**
 * The one rule about splitters: the targets of a service are on one path, nothing tells Serin otherwise, and each that decides
 * for itself is a splitter. Those that heed an arm are not.
 */
function conflictingTargets<T extends SplitTarget>(targets: readonly T[]): readonly T[] {
  return targets.filter(({ splits }) => splits !== 'arm');
}

/** Returns the shares, in percent, after `count` splitters in a row that decide independently. @param share of each, in percent */
function combineShares(share: number, count: number): { readonly both: number; readonly mixed: number } {
  const both = (share / 100) ** count;
  return { both: both * 100, mixed: (1 - both - (1 - share / 100) ** count) * 100 };
}

/** The first share that a plan gives the canary without giving it everything; 5% where it has none, as an example. */
function firstShare(plan: Plan): number {
  return planShares(plan).find(({ share }) => share > 0 && share < 100)?.share ?? 5;
}

/**
 * Warns where splits would multiply on the path of a service, or nobody decides the arm that its targets follow. These are
 * warnings: the targets may not be behind each other, and compatible versions may mix.
 */
export function splitConflictFindings(targets: readonly SplitTarget[], plan: Plan): readonly Finding[] {
  const splitters = conflictingTargets(targets);
  if (splitters.length === 0 && targets.length > 0) return [undecidedFinding(targets)];
  if (splitters.length < 2) return [];
  const share = firstShare(plan);
  const { both, mixed } = combineShares(share, splitters.length);
  const list = joinWithAnd(splitters.map(({ name }) => name));
  const all = splitters.length === 2 ? 'both' : `all ${splitters.length}`;
  return [
    {
      severity: 'warns',
      code: 'splits-multiply',
      about: null,
      message: `Users can meet both versions at once: ${list} each choose one for themselves. At ${percent(share)}, about ${shareText(mixed)} of the requests that pass ${all} meet a mix, and ${shareText(both)} meet the new version only.`,
      remedy:
        'Make sure that both versions work together, or let one place choose: environments, `serin/routing`, or `by: arm` for a flag.',
    },
  ];
}

function undecidedFinding(targets: readonly SplitTarget[]): Finding {
  return {
    severity: 'warns',
    code: 'arm-undecided',
    about: targets[0]?.name ?? null,
    message:
      'No target of the service decides the arm that this one heeds: a shift reaches only those who are given it otherwise.',
    remedy: 'Add the target that decides, such as `edge`, or let the flag split by itself with `by: percentage`.',
  };
}

/** A share for people, with two digits that count: products of shares get small. */
function shareText(share: number): string {
  return `${Number(share.toPrecision(2))}%`;
}
