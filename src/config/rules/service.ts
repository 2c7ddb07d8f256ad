import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { analysisRules } from '../analysis/analysis.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { valueAt } from '../read/schema-walk.ts';
import { componentSchema, serviceNamePattern, targetSchema } from '../schema/common-fields.ts';
import { componentComplaints, type ServiceComponents } from './component.ts';
import { discoveryRules } from './discovery.ts';
import { environmentComplaints } from './environment.ts';
import { freezeRules } from './freezes.ts';
import { holdbackRules } from './holdback.ts';
import { hoursRules } from './hours.ts';
import { namedPlanRules } from './named-plans.ts';
import { rollbackWindowRules } from './rollback-window.ts';
import { planRules, wholePlan } from './service-plan.ts';
import { signalRules } from './signals.ts';
import { countPlaces, type ServiceTargets, targetComplaints } from './target.ts';
import { unchangedRules } from './unchanged.ts';

/**
 * Returns complaints that the schema cannot express. Checks each well-formed part even when others are not, so that all problems
 * come at once.
 */
export function ruleComplaints(services: unknown): readonly Complaint[] {
  if (typeof services !== 'object' || services === null || Array.isArray(services)) return [];
  const entries = Object.entries(services);
  if (entries.length === 0) {
    return [
      {
        path: ['services'],
        message: 'services is empty.',
        remedy: 'Name at least one service, as in examples/serin.yml.',
      },
    ];
  }
  return nestComplaints(
    ['services'],
    [
      ...entries.flatMap(([name, service]) =>
        nestComplaints(
          [name],
          [
            ...nameRules(name),
            ...planRules(service, configuredTargets(service)),
            ...namedPlanRules(service, configuredTargets(service), measuredPlaces(service)),
            ...listRules(service, 'alarms'),
            ...listRules(service, 'pipelines'),
            ...signalRules(service),
            ...discoveryRules(service),
            ...environmentComplaints(service),
            ...sharedRules(service),
            ...rollbackWindowRules(service),
            ...unchangedRules(service, wholePlan(service)),
            ...freezeRules(valueAt(service, ['freezes'])),
            ...hoursRules(valueAt(service, ['hours'])),
            ...analysisRules(service, wholePlan(service), measuredPlaces(service)),
            ...holdbackRules({ service, plan: wholePlan(service), targets: configuredTargets(service) }),
          ],
        ),
      ),
      ...targetComplaints(entries.map(([name, service]) => serviceTargets(name, service))),
      ...componentComplaints(entries.map(([name, service]) => serviceComponents(name, service))),
    ],
  );
}

function nameRules(name: string): readonly Complaint[] {
  if (name === 'all') return [{ path: [], message: '"all" stands for all services.', remedy: 'Choose another name.' }];
  if (serviceNamePattern.test(name)) return [];
  return [
    {
      path: [],
      message: `"${name}" cannot be the name of a service.`,
      remedy: 'Use lower-case letters, digits and -, starting with a letter, at most 40.',
    },
  ];
}

/** Returns a complaint for each entry that a list has twice. */
function listRules(service: unknown, key: 'alarms' | 'pipelines'): readonly Complaint[] {
  const list = valueAt(service, [key]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry, index) =>
    typeof entry === 'string' && list.indexOf(entry) < index
      ? [{ path: [key, index], message: `${entry} is there twice.`, remedy: 'Remove one of the two.' }]
      : [],
  );
}

/** Returns a complaint for each shared dependency on a function that is no target: only targets have two versions to compare. */
function sharedRules(service: unknown): readonly Complaint[] {
  const dependencies = valueAt(service, ['sharedDependencies']);
  if (!Array.isArray(dependencies)) return [];
  const functions = configuredTargets(service).map((config) => config.function);
  return dependencies.flatMap((dependency, index): readonly Complaint[] => {
    const name = valueAt(dependency, ['function']);
    if (typeof name !== 'string' || functions.includes(name)) return [];
    return [
      {
        path: ['sharedDependencies', index, 'function'],
        message: `${name} is not a target of this service, so it has no two versions to compare.`,
        remedy: 'Name the function of one of its targets, or compare parameters.',
      },
    ];
  });
}

/** Returns the targets of a service that could be read. */
function configuredTargets(service: unknown): readonly TargetConfig[] {
  return serviceTargets('', service).targets.map(({ config }) => config);
}

/** Returns the number of places that publish requests by version; null where a target or a component is not well-formed. */
function measuredPlaces(service: unknown): number | null {
  const [targets, components = []] = [valueAt(service, ['targets']), valueAt(service, ['components'])];
  const read = serviceTargets('', service).targets.map(({ config }) => config);
  const parts = serviceComponents('', service).components.map(({ config }) => config);
  if (!Array.isArray(targets) || targets.length > read.length) return null;
  return Array.isArray(components) && components.length > parts.length ? null : countPlaces(read, parts);
}

function serviceTargets(service: string, value: unknown): ServiceTargets {
  const targets = valueAt(value, ['targets']);
  if (!Array.isArray(targets)) return { service, targets: [] };
  return {
    service,
    targets: targets.flatMap((target, index) => {
      const parsed = targetSchema.safeParse(target);
      return parsed.success ? [{ index, config: parsed.data as TargetConfig }] : [];
    }),
  };
}

function serviceComponents(service: string, value: unknown): ServiceComponents {
  const components = valueAt(value, ['components']);
  const hasEnvironments = valueAt(value, ['environments']) !== undefined;
  if (!Array.isArray(components)) return { service, hasEnvironments, components: [] };
  return {
    service,
    hasEnvironments,
    components: components.flatMap((component, index) => {
      const parsed = componentSchema.safeParse(component);
      return parsed.success ? [{ index, config: parsed.data as ComponentConfig }] : [];
    }),
  };
}
