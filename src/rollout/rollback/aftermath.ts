import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { ComponentEvidence } from '../../domain/environment/component.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Rollout, TargetState } from '../../domain/rollout/record.ts';
import type { Aftermath, TargetAftermath } from '../../domain/rollout/signal.ts';
import { percent, withoutFullStop } from '../../domain/wording.ts';

const START_INSTEAD = 'start the version that users are to have.';
const PUT_BACK = `Put it back as the rollout left it, or ${START_INSTEAD}`;

/** Returns the finding that blocks a rollback of one target: it was changed since, or nobody knows; null when there is none. */
function targetFinding({ name }: TargetState, seen: TargetAftermath | undefined, rollout: Rollout): Finding | null {
  if (seen === undefined || seen.fault !== null) {
    const why = seen?.fault ? `: ${withoutFullStop(seen.fault.message)}` : '';
    const remedy = seen?.fault?.permanent ? `Fix that first, or ${START_INSTEAD}` : 'Try again in a minute.';
    return blockingFinding('target-unreadable', name, `${name} could not be read${why}.`, remedy);
  }
  if (seen.noWayBack !== undefined) {
    const message = `${name} cannot roll back: ${withoutFullStop(seen.noWayBack)}.`;
    return blockingFinding('no-way-back', name, message, `Fix that first, or ${START_INSTEAD}`);
  }
  if (seen.drift !== null)
    return blockingFinding('target-changed', name, `Somebody changed ${name} since: ${seen.drift}.`, PUT_BACK);
  if (seen.promoted) return null;
  const share = `it has ${percent(seen.weight ?? 0)} on ${rollout.canary}, and the rollout left nothing but ${rollout.canary} there`;
  return blockingFinding('target-changed', name, `Somebody changed ${name} since: ${share}.`, PUT_BACK);
}

/** Finds deployments to the environment that a rollback would restore; the first one closes the window. */
function componentFindings({ components, environments }: Rollout, seen: ComponentEvidence): readonly Finding[] {
  if (environments === null || components.frozen.length === 0) return [];
  const side = environments.stable;
  if ('unreadable' in seen) {
    const message = `The components cannot be read, so Serin does not know whether environment ${side} still has the old version: ${withoutFullStop(seen.unreadable)}.`;
    return [
      blockingFinding('component-unreadable', `side ${side}`, message, 'Try again in a minute, or fix that first.'),
    ];
  }
  return components.frozen.flatMap((before): readonly Finding[] => {
    const now = seen.find(({ name }) => name === before.name)?.[side] ?? null;
    if (now === before[side]) return [];
    const message = `Side ${side} has been deployed to since: ${before.name} has ${now ?? 'nothing'} there, it had ${before[side] ?? 'nothing'}.`;
    return [
      blockingFinding(
        'side-deployed',
        before.name,
        message,
        'Start a rollout of what that environment has now, or deploy the old version again.',
      ),
    ];
  });
}

function claimFindings({ service, targets }: Rollout, owners: Aftermath['owners']): readonly Finding[] {
  return targets.flatMap(({ name }): readonly Finding[] => {
    const owner = owners[name] ?? null;
    if (owner === null || owner === service) return [];
    const message = `${name} belongs to the service ${owner} by now.`;
    return [blockingFinding('target-claimed', name, message, `Ask who rolls out ${owner}: only they can move it.`)];
  });
}

/** Tells whether a finding only says that something is unknown, so that another read may be enough. */
export function isNotKnown({ code }: Finding): boolean {
  return code === 'target-unreadable' || code === 'component-unreadable';
}

/** Returns the changes after a rollout's end that a rollback would overwrite, or that cannot be read; empty when there are none. */
export function aftermathFindings(rollout: Rollout, { targets, components, owners }: Aftermath): readonly Finding[] {
  const ofTargets = rollout.targets.flatMap((target) => {
    const seen = targets.find(({ name }) => name === target.name);
    return targetFinding(target, seen, rollout) ?? [];
  });
  return [...ofTargets, ...componentFindings(rollout, components), ...claimFindings(rollout, owners)];
}
