import { componentMetrics } from '../../adapters/components/registry.ts';
import { splitUnit, targetKind } from '../../adapters/targets/registry.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import type { SplitTarget } from '../../rollout/preflight/split-conflicts.ts';
import type { Complaint } from '../read/complaint.ts';

/** The targets of one service, with their positions in the list. */
export interface ServiceTargets {
  readonly service: string;
  readonly targets: readonly { readonly index: number; readonly config: TargetConfig }[];
}

/** Returns a complaint for each target that appears twice, in one service or in two. Paths begin at the services. */
export function targetComplaints(services: readonly ServiceTargets[]): readonly Complaint[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ service, targets }) =>
    targets.flatMap(({ index, config }): readonly Complaint[] => {
      const name = nameOfTarget(config);
      const owner = owners.get(name);
      if (owner === undefined) {
        owners.set(name, service);
        return [];
      }
      const path = [service, 'targets', index];
      return owner === service
        ? [{ path, message: `${name} is a target of ${service} twice.`, remedy: 'Remove one of the two.' }]
        : [
            {
              path,
              message: `${name} is a target of ${owner} already, and a target belongs to one service.`,
              remedy: 'Remove it from one of the two, or make one service of them.',
            },
          ];
    }),
  );
}

/** Returns the unit by which each target of a service splits, for the rule about split conflicts. */
export function splitTargets({ targets }: Service): readonly SplitTarget[] {
  return targets.map((config) => ({ name: nameOfTarget(config), splits: splitUnit(config) }));
}

/** Returns the names of a service's targets, in order, as the registry of claims has them. */
export function targetNames(service: Service): readonly string[] {
  return service.targets.map(nameOfTarget);
}

/** Returns the name of a target. */
export function nameOfTarget(config: TargetConfig): string {
  return targetKind(config.kind).name(config);
}

/** Tells whether AWS publishes metrics by which the versions of a target are told apart. */
export function hasMetricsByVersion({ kind }: TargetConfig): boolean {
  return targetKind(kind).metrics !== undefined;
}

/**
 * Returns the number of places that publish the metrics of both versions: targets, else components in both environments, as far as
 * users reach them there.
 */
export function countPlaces(targets: readonly TargetConfig[], components: readonly ComponentConfig[]): number {
  const measured = targets.filter(hasMetricsByVersion).length;
  return measured > 0 ? measured : componentMetrics(components).length;
}

/** Returns the names of the components by which a service is compared; empty where its own metrics or its targets say more. */
export function comparedComponents({ targets, components, analysis }: Service): readonly string[] {
  const isOwn = analysis !== undefined && analysis.metrics !== null;
  return isOwn || targets.some(hasMetricsByVersion) ? [] : componentMetrics(components).map(({ name }) => name);
}

/** Tells whether metrics tell both versions of a service apart: metrics of its own, or those of a target or a component. */
export function isCompared({ targets, components, analysis }: Service): boolean {
  const isOwn = analysis !== undefined && analysis.metrics !== null;
  return isOwn || countPlaces(targets, components) > 0;
}
