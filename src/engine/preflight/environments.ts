import { blockingFinding } from '../../domain/blocking-finding.ts';
import type { CenterFound } from '../../domain/environment/control-center.ts';
import { type EnvironmentRoles, otherEnvironment } from '../../domain/environment/environment.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { rolesIn } from '../../environments/control-center.ts';
import type { Deps } from '../deps.ts';

/** The environments of a service, as a start finds them. */
export interface FoundSides {
  /** The roles for the targets; when the control center does not say, those the configuration begins with. Null for one stack. */
  readonly roles: EnvironmentRoles | null;
  readonly environments: Draft['environments'];
  readonly findings: readonly Finding[];
}

function deploymentsClosedFinding(rollout: string | null): Finding {
  const by = rollout === null ? 'somebody' : `the rollout ${rollout}`;
  return blockingFinding(
    'deployments-closed',
    null,
    `The control center says that ${by} closed the deployments.`,
    'Where no rollout runs any more, set `deployments` to open and `rollout` to null in the parameter (docs/guides/environments.md).',
  );
}

function centerFindings(service: string, found: CenterFound): readonly Finding[] {
  switch (found.is) {
    case 'missing':
      return [
        blockingFinding(
          'control-center-missing',
          null,
          `${service} has no control center yet.`,
          'Run `serin apply`: it creates it.',
        ),
      ];
    case 'unusable':
      return [
        blockingFinding(
          'control-center-unusable',
          null,
          `The control center of ${service} cannot be used: ${found.detail}.`,
          'Put an earlier version of the parameter back (docs/guides/environments.md).',
        ),
      ];
    case 'there':
      return found.value.deployments === 'closed' ? [deploymentsClosedFinding(found.value.rollout)] : [];
  }
}

/** Reads the roles of the environments. The control center decides; when it cannot be read or used, a finding blocks. */
export async function findSides(deps: Deps, { name, environments }: Service): Promise<FoundSides> {
  if (environments === null) return { roles: null, environments: null, findings: [] };
  const { stable } = environments;
  const unknown = { roles: { stable, canary: otherEnvironment(stable) }, environments: null };
  try {
    const center = await deps.controlCenters.read(name);
    const findings = centerFindings(name, center);
    if (center.is !== 'there') return { ...unknown, findings };
    const roles = rolesIn(center.value);
    return { roles, environments: { roles, center }, findings };
  } catch (error) {
    deps.log.warn({ service: name, error: String(error) }, 'the control center could not be read for a start');
    const finding = blockingFinding(
      'control-center-unreadable',
      null,
      `SSM did not say which environment of ${name} is which.`,
      'Try again in a minute.',
    );
    return { ...unknown, findings: [{ ...finding, passes: true }] };
  }
}
