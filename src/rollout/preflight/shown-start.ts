import type { Finding } from '../../domain/finding.ts';
import { approvalSteps, type Plan } from '../../domain/plan/plan.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { ShownStart } from '../../domain/rollout/shown-start.ts';
import type { Draft } from '../../domain/rollout/signal.ts';

/** The parts of a start that a person is shown. */
type Part = keyof ShownStart;

/**
 * Returns each part of a start as text: equal texts are the same start.
 *
 * @param newest the newest rollout of the service
 * @param findings those that the start was decided by; their numbers may change, and are left out
 */
export function describeStart(
  draft: Draft,
  newest: Rollout | null,
  findings: readonly Finding[],
): Readonly<Record<Part, string>> {
  const { canary, weight, environments, targets, components, force, fix } = draft;
  const { plan, ...config } = draft.service;
  const versions = targets.map(({ name, stable, canary: version, baseline }) => [name, stable, version, baseline]);
  return {
    rollout: newest?.id ?? '',
    versions: JSON.stringify([canary, weight, environments?.roles ?? null, versions, components, force, fix]),
    plan: JSON.stringify(plan),
    config: JSON.stringify(config),
    findings: JSON.stringify(findings.map(({ severity, code, about }) => [severity, code, about])),
  };
}

const changeWords: Readonly<Record<Part, string>> = {
  rollout: 'another rollout has run',
  versions: 'the versions changed',
  plan: 'the plan changed',
  config: 'the configuration changed',
  findings: 'preflight finds something else',
};

function changesIn(parts: readonly Part[], shown: ShownStart, now: ShownStart): readonly string[] {
  return parts.filter((part) => shown[part] !== now[part]).map((part) => changeWords[part]);
}

/** Says which parts of a start differ from those that a person was shown; empty where it is the same start. */
export function changesSinceShown(shown: ShownStart, now: ShownStart): readonly string[] {
  return changesIn(Object.keys(changeWords) as Part[], shown, now);
}

/**
 * Says which parts of a start that waited differ from those that its person was shown: what it moves, and how. Preflight and the rest of
 * the configuration are those of the moment at which it starts.
 */
export function changesOfMove(shown: ShownStart, now: ShownStart): readonly string[] {
  return changesIn(['versions', 'plan'], shown, now);
}

/** True for a plan whose first step asks people: a start moves nothing before they were shown it. */
export function asksFirst(plan: Plan): boolean {
  return approvalSteps(plan)[0]?.index === 0;
}
