import type { EnvironmentRoles } from '../../../domain/environment/environment.ts';
import { isFinished } from '../../../domain/rollout/record.ts';
import type { Service } from '../../../domain/service.ts';
import { firstCenter, rolesIn } from '../../../environments/control-center.ts';
import { type Check, type Problem, pluralize, storedServices } from './check.ts';
import type { DoctorDeps } from './deps.ts';

const APPLY = 'Bring the services to the account: serin apply serin.yml';
const BY_HAND = 'docs/guides/environments.md says how to put it right by hand.';

/** Returns the roles of the environments; without a control center, the roles that the configuration begins with. */
export async function readRoles(
  { name, environments }: Service,
  { apply }: DoctorDeps,
): Promise<EnvironmentRoles | null> {
  if (environments === null) return null;
  const found = await apply.controlCenters.read(name);
  return rolesIn(found.is === 'there' ? found.value : firstCenter(name, environments.stable, 0));
}

/**
 * Returns the problems of a control center. Deployments that stay closed would block every deployment, and nobody would be
 * notified.
 */
async function centerProblems({ name }: Service, { apply }: DoctorDeps): Promise<readonly Problem[]> {
  const found = await apply.controlCenters.read(name);
  if (found.is === 'missing') return [{ problem: `${name} has no control center.`, remedy: APPLY }];
  if (found.is === 'unusable')
    return [{ problem: `The control center of ${name} cannot be used: ${found.detail}.`, remedy: BY_HAND }];
  if (found.value.deployments === 'open') return [];
  const rollout = (await apply.records.load(name))?.rollout ?? null;
  if (rollout !== null && !isFinished(rollout)) return [];
  const by = found.value.rollout === null ? '' : ` by the rollout ${found.value.rollout}`;
  return [{ problem: `Deployments of ${name} are closed${by}, and no rollout runs.`, remedy: BY_HAND }];
}

/** The control centers of the services that have environments. */
export const environments: Check = {
  name: 'environments',
  async run(deps) {
    const all = (await storedServices(deps)).filter((service) => service.environments !== null);
    const problems = await Promise.all(all.map((service) => centerProblems(service, deps)));
    return {
      said: all.length === 0 ? 'no service has any' : pluralize(all.length, 'control center'),
      problems: problems.flat(),
    };
  },
};
