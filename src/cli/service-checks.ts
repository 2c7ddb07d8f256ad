import { firstCenter, rolesIn } from '../rollout/control-center.ts';
import type { SideRoles } from '../rollout/environment.ts';
import { isFinished } from '../rollout/record.ts';
import type { Service } from '../rollout/service.ts';
import { type Check, counted, judged, type Problem, storedServices } from './check.ts';
import { planApply } from './plan-apply.ts';
import type { Premises } from './premises.ts';

const APPLY = 'Bring the services to the account: npx serin apply serin.yml';

/** Every start needs a version, in environments one on each side; this look asks for none, and takes it amiss that none is there. */
const EXPECTED = new Set(['version-missing', 'sides-equal']);

const services: Check = {
  name: 'services',
  async run(premises) {
    const names = (await storedServices(premises)).map(({ name }) => name);
    return judged(names.sort().join(', '), names.length > 0, 'No service is configured.', APPLY);
  },
};

/** Whether the alarms and the targets are registered as the configuration says. */
const registered: Check = {
  name: 'registered',
  async run(premises) {
    const { estate } = premises;
    const [all, claims] = await Promise.all([storedServices(premises), estate.registry.claims()]);
    const alarms = [...new Set(all.flatMap((service) => service.alarms))];
    const alarmArns = await estate.alarms.arnsOf(alarms);
    const texts = await estate.parameters.all();
    const { changes, obstacles } = planApply(
      { services: all, remove: [] },
      {
        ...{ texts, claims, alarmArns, centers: new Map() },
        records: [],
      },
    );
    const behind = changes.filter(({ what }) => what !== 'unchanged').map(({ service }) => service);
    return {
      said: counted(alarms.length, 'alarm'),
      problems: [
        ...obstacles.map((problem) => ({ problem, remedy: `Then: ${APPLY}` })),
        ...behind.map((name) => ({ problem: `The alarms or targets of ${name} are not registered.`, remedy: APPLY })),
      ],
    };
  },
};

/** Which environment is which; what the configuration begins with where there is no control center to say so. */
async function rolesOf({ name, environments }: Service, { estate }: Premises): Promise<SideRoles | null> {
  if (environments === null) return null;
  const found = await estate.controlCenters.read(name);
  return rolesIn(found.is === 'there' ? found.value : firstCenter(name, environments.stable, 0));
}

const BY_HAND = 'docs/environments.md says how to put it right by hand.';

/** Deployments that stay closed would keep everybody from deploying, and nobody would be told. */
async function centerProblems({ name }: Service, { estate }: Premises): Promise<readonly Problem[]> {
  const found = await estate.controlCenters.read(name);
  if (found.is === 'missing') return [{ problem: `${name} has no control center.`, remedy: APPLY }];
  if (found.is === 'unusable')
    return [{ problem: `The control center of ${name} cannot be used: ${found.detail}.`, remedy: BY_HAND }];
  if (found.value.deployments === 'open') return [];
  const rollout = (await estate.records.load(name))?.rollout ?? null;
  if (rollout !== null && !isFinished(rollout)) return [];
  const by = found.value.rollout === null ? '' : ` by the rollout ${found.value.rollout}`;
  return [{ problem: `Deployments of ${name} are closed${by}, and no rollout runs.`, remedy: BY_HAND }];
}

const environments: Check = {
  name: 'environments',
  async run(premises) {
    const all = (await storedServices(premises)).filter((service) => service.environments !== null);
    const problems = await Promise.all(all.map((service) => centerProblems(service, premises)));
    return {
      said: all.length === 0 ? 'no service has any' : counted(all.length, 'control center'),
      problems: problems.flat(),
    };
  },
};

/** Reads every target with the credentials of whoever asks. */
const targets: Check = {
  name: 'targets',
  async run(premises) {
    const all = await storedServices(premises);
    const seen = await Promise.all(
      all.map(async (service) => {
        const roles = await rolesOf(service, premises);
        return Promise.all(service.targets.map((target) => premises.inspect(target, roles)));
      }),
    );
    const findings = seen.flat(2).filter(({ code }) => !EXPECTED.has(code));
    return {
      said: counted(seen.flat().length, 'target'),
      notes: findings.filter(({ severity }) => severity === 'warns').map(({ message }) => message),
      problems: findings
        .filter(({ severity }) => severity === 'blocks')
        .map(({ message, remedy }) => ({ problem: message, remedy })),
    };
  },
};

/** What the services need. */
export const serviceChecks: readonly Check[] = [services, registered, environments, targets];
