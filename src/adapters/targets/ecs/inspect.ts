import type { ECSClient, Service, ServiceDeployment } from '@aws-sdk/client-ecs';
import type { Finding } from '../../../domain/finding.ts';
import type { Json } from '../../../domain/json.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { type Findings, findingsAbout } from '../finding.ts';
import { findService, readDeployment, readRevisions } from './api.ts';
import { configurationFor } from './begin.ts';
import { type EcsConfig, type EcsFrozen, ecsConfig, ecsName, groupDimension, lastPart } from './config.ts';
import { findGroups, type Groups } from './groups.ts';
import { pauseFindings, pauseNotes, roleFindings } from './pauses.ts';
import { isGoingBack, isLeftToEcs, isUnderWay, shareOf } from './standing.ts';
import { deploymentSteps, isSame, listShares, plannedSteps, stepsProblem } from './steps.ts';
import { isNamed, readVersion, resolveVersion, type Version, versionWords } from './versions.ts';

/** The parts of an inspection. */
interface Looked {
  readonly client: ECSClient;
  readonly config: EcsConfig;
  readonly ask: InspectRequest;
  readonly service: Service;
  readonly found: Findings;
}

/** Two versions and where their requests go. */
interface Arms {
  readonly stable: Version;
  readonly canary: Version;
  readonly groups: Groups;
}

/** Resolves what a rollout of a service of ECS would do, and finds what stands in the way. Reads only. */
export async function inspectEcs(client: ECSClient, ask: InspectRequest): Promise<Inspection> {
  const config = ecsConfig.parse(ask.config);
  const found = findingsAbout(ecsName(config));
  const service = await findService(client, config);
  if (service === null) return toUnresolved(ask, missingFinding(config, found));
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') return toUnresolved(ask, controllerFinding(controller, found));
  const looked: Looked = { client, config, ask, service, found };
  const { currentServiceDeployment: current } = service;
  const deployment = current === undefined ? null : await readDeployment(client, current);
  if (deployment?.status !== 'ROLLBACK_SUCCESSFUL' && deployment !== null && isGoingBack(deployment))
    return toUnresolved(ask, rollingBackFinding(found));
  if (deployment === null || !isUnderWay(deployment))
    return ask.onlyUnderWay ? toUnresolved(ask, notUnderWayFinding(found)) : inspectStart(looked);
  return ask.adopt ? inspectAdoption(looked, deployment) : toUnresolved(ask, underWayFinding(deployment, looked));
}

function toUnresolved(ask: InspectRequest, ...findings: readonly Finding[]): Inspection {
  return {
    ...{ frozen: null, stable: '?', canary: ask.label, weight: 0, expressed: ask.weights },
    ...{ baseline: [], notes: [], findings },
  };
}

/** A deployment that something else began: Serin decides at its pauses from now on. */
async function inspectAdoption(
  { client, ask, service, found }: Looked,
  deployment: ServiceDeployment,
): Promise<Inspection> {
  const { serviceDeploymentArn: arn = '', sourceServiceRevisions: [from] = [], targetServiceRevision: to } = deployment;
  const [target, source] = await readRevisions(client, [to?.arn ?? '', ...(from?.arn === undefined ? [] : [from.arn])]);
  if (source?.taskDefinition === undefined || target?.taskDefinition === undefined)
    return toUnresolved(ask, firstFinding(found));
  const [stable, canary] = await Promise.all([
    readVersion(client, source.taskDefinition),
    readVersion(client, target.taskDefinition),
  ]);
  const configuration = deployment.deploymentConfiguration ?? {};
  const steps = deploymentSteps(configuration);
  const frozen: EcsFrozen = {
    deployment: arn,
    before: null,
    steps,
    ...armsOf(findGroups(service, source, target), stable, canary),
  };
  return {
    ...toUnresolved(ask),
    ...describe({ stable, canary, groups: findGroups(service, source, target) }, frozen, service),
    weight: shareOf(deployment),
    notes: [`ECS started the deployment ${lastPart(arn)}.`, ...pauseNotes(configuration)],
    findings: [
      ...otherVersionFindings(canary, ask, found),
      ...stepsFindings(steps, ask, found),
      ...pauseFindings(configuration, ask.firstBakeMs, found),
    ],
  };
}

/** The part of a start that no end takes back. */
const KEPT =
  'The first shift gives the service of ECS the strategy of the plan, pauses and bake times of 0. It keeps them after the end.';

/** A version that the first shift deploys. */
async function inspectStart(looked: Looked): Promise<Inspection> {
  const { client, config, ask, service, found } = looked;
  const { taskDefinition = '', currentServiceRevisions: [revision] = [], deploymentConfiguration = {} } = service;
  const stable = await readVersion(client, taskDefinition);
  const canary = await resolveVersion(client, { ...ask, config, stable }, found);
  const steps = plannedSteps(ask.weights);
  const problem = stepsProblem(steps);
  const cannot = problem === null ? [] : [found.blocks('steps-not-possible', problem.message, problem.remedy)];
  const known = { ...toUnresolved(ask), stable: versionWords(stable) };
  if ('severity' in canary) {
    const unchanged = ask.keepsUnchanged && canary.code === 'version-missing';
    return unchanged ? { ...known, unchanged: true, findings: [] } : { ...known, findings: [canary, ...cannot] };
  }
  const [source] = await readRevisions(client, revision?.arn === undefined ? [] : [revision.arn]);
  const groups = findGroups(service, source, undefined);
  const before = service.currentServiceDeployment ?? null;
  const frozen: EcsFrozen = { deployment: null, before, steps, ...armsOf(groups, stable, canary) };
  const configuration = configurationFor(deploymentConfiguration, steps);
  return {
    ...known,
    ...describe({ stable, canary, groups }, frozen, service),
    notes: configuration === null ? [] : [...pauseNotes(configuration), KEPT],
    findings: [
      ...sameVersionFindings(stable, canary, found),
      ...balancerFindings(groups, steps, found),
      ...(configuration === null ? [] : pauseFindings(configuration, ask.firstBakeMs, found)),
      ...roleFindings(deploymentConfiguration, found),
      ...cannot,
    ],
  };
}

function armsOf(
  groups: Groups,
  stable: Version,
  canary: Version,
): Pick<EcsFrozen, 'stable' | 'canary' | 'loadBalancer'> {
  return {
    stable: { taskDefinition: stable.arn, group: groups.stable },
    canary: { taskDefinition: canary.arn, group: groups.canary },
    loadBalancer: groups.loadBalancer,
  };
}

function describe({ stable, canary, groups }: Arms, frozen: EcsFrozen, service: Service) {
  const { clusterArn = '', serviceName = '' } = service;
  const { stable: one, canary: other } = groups;
  return {
    frozen: frozen as unknown as Json,
    stable: versionWords(stable),
    canary: versionWords(canary),
    baseline: [`${lastPart(clusterArn)}/${serviceName} → ${lastPart(stable.arn)} with 100%, no deployment under way`],
    ...(one !== null && other !== null && { ids: { stable: groupDimension(one), canary: groupDimension(other) } }),
  };
}

function stepsFindings(steps: readonly number[], { weights }: InspectRequest, found: Findings): readonly Finding[] {
  const planned = plannedSteps(weights);
  if (isSame(steps, planned)) return [];
  return [
    found.blocks(
      'steps-differ',
      `ECS shifts this deployment to ${listShares(steps)}, and the plan to ${listShares(planned)}.`,
      `Write ${steps.map((step) => `\`shift: ${step}\``).join(', ')} in the plan, or give the service of ECS a strategy with the steps of the plan.`,
    ),
  ];
}

function otherVersionFindings(canary: Version, { label }: InspectRequest, found: Findings): readonly Finding[] {
  if (isNamed(canary, label)) return [];
  const message = `The deployment that is under way brings ${versionWords(canary)}, not ${label}.`;
  return [found.blocks('other-version', message, 'Name that version, or roll that deployment back in ECS first.')];
}

function sameVersionFindings(stable: Version, canary: Version, found: Findings): readonly Finding[] {
  if (stable.arn !== canary.arn) return [];
  return [found.blocks('same-version', `All users have ${versionWords(stable)} already.`, 'Name another version.')];
}

function balancerFindings({ canary }: Groups, steps: readonly number[], found: Findings): readonly Finding[] {
  if (canary !== null || steps.length < 2) return [];
  return [
    found.warns(
      'no-second-target-group',
      'ECS names no second target group of the service: without one, or Service Connect, it refuses a canary or a linear deployment.',
      'Give the load balancer of the service an `advancedConfiguration` (docs/guides/ecs.md), if ECS refuses the start.',
    ),
  ];
}

function missingFinding({ cluster, service }: EcsConfig, found: Findings): Finding {
  const message = `There is no service ${service} in a cluster ${cluster} in this account and region.`;
  return found.blocks('service-missing', message, 'Correct `cluster` or `service` in serin.yml.');
}

function controllerFinding(controller: string, found: Findings): Finding {
  const message = `Deployments of this service are made by ${controller}, not by ECS itself.`;
  return found.blocks('other-controller', message, 'Give the service the deployment controller ECS.');
}

function firstFinding(found: Findings): Finding {
  const message = 'This deployment is the first of its service: there is no version to go back to.';
  return found.blocks('no-source', message, 'Let it finish. Serin takes the next one over.');
}

function rollingBackFinding(found: Findings): Finding {
  const message = 'ECS rolls a deployment of this service back.';
  return { ...found.blocks('rolling-back', message, 'Wait until that is over, then start again.'), passes: true };
}

function notUnderWayFinding(found: Findings): Finding {
  const message = 'No deployment of this service of ECS is under way.';
  return found.blocks(
    'not-under-way',
    message,
    'Deploy it too: Serin takes over at the next pause, once each target is under way.',
  );
}

function underWayFinding(deployment: ServiceDeployment, { ask, found }: Looked): Finding {
  const { serviceDeploymentArn: arn = '' } = deployment;
  if (isLeftToEcs(deployment)) {
    const message = `All traffic has moved in the deployment ${lastPart(arn)}, and ECS still ends the old tasks.`;
    return { ...found.blocks('split-present', message, 'Wait for that, then start again.'), passes: true };
  }
  return found.blocks(
    'split-present',
    `The deployment ${lastPart(arn)} of this service is under way, at ${shareOf(deployment)}%.`,
    `Add \`adopt\` to decide at its pauses from here on (\`start … ${ask.label} adopt\`), or let it finish.`,
  );
}
