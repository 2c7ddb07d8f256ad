import { targetKind } from '../../adapters/targets/registry.ts';
import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { valueAt } from '../read/schema-walk.ts';
import { targetSchema } from '../schema/common-fields.ts';
import { environmentsSchema, variableNamePattern } from '../schema/environments.ts';

/** Returns complaints about the environments of a service that need several fields at once. */
export function environmentComplaints(service: unknown): readonly Complaint[] {
  const value = valueAt(service, ['environments']);
  return [
    ...nestComplaints(
      ['environments'],
      [...environmentIds.flatMap((side) => nameComplaints(value, side)), ...pairComplaints(value)],
    ),
    ...targetComplaints(service, value !== undefined),
  ];
}

/** Matches the names that GitHub Actions' runner and Serin set themselves; there, a step that sets one is refused or misled. */
const RESERVED = /^(SERIN_|GITHUB_|RUNNER_|NODE_OPTIONS$)/i;

function nameComplaints(environments: unknown, side: EnvironmentId): readonly Complaint[] {
  const variables = valueAt(environments, [side, 'variables']);
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) return [];
  return Object.keys(variables).flatMap((name): readonly Complaint[] => {
    const path = [side, 'variables', name];
    if (!variableNamePattern.test(name)) {
      const remedy = 'Use letters, digits and _, at most 100, not a digit first.';
      return [{ path, message: `"${name.slice(0, 60)}" cannot be the name of a variable.`, remedy }];
    }
    if (!RESERVED.test(name)) return [];
    const remedy = 'Choose another name: SERIN_, GITHUB_, RUNNER_ and NODE_OPTIONS are set by others.';
    return [{ path, message: `${name} cannot be set by a build.`, remedy }];
  });
}

/** Returns a complaint for each field that only one environment has: a build for either needs the same variables. */
function pairComplaints(value: unknown): readonly Complaint[] {
  const parsed = environmentsSchema.safeParse(value);
  if (!parsed.success) return [];
  const { a, b } = parsed.data;
  const complaints: Complaint[] = [];
  const compare = (path: readonly string[], inA: unknown, inB: unknown): void => {
    if ((inA === undefined) === (inB === undefined)) return;
    const [has, lacks] = inB === undefined ? ['a', 'b'] : ['b', 'a'];
    const name = path.at(-1);
    complaints.push({
      path: [has as string, ...path],
      message: `Environment ${has} has ${name}, and environment ${lacks} has not.`,
      remedy: `Add ${name} to environment ${lacks}, or remove it here.`,
    });
  };
  compare(['stage'], a.stage, b.stage);
  compare(['apiUrl'], a.apiUrl, b.apiUrl);
  for (const name of new Set([...Object.keys(a.variables ?? {}), ...Object.keys(b.variables ?? {})]))
    compare(['variables', name], a.variables?.[name], b.variables?.[name]);
  if ((a.name ?? 'a') === (b.name ?? 'b'))
    complaints.push({
      path: ['b', 'name'],
      message: `Both environments are called ${a.name ?? 'a'}.`,
      remedy: 'Give them different names.',
    });
  return complaints;
}

/** Returns complaints about targets that lack settings for the environments, or have them in a service without environments. */
function targetComplaints(service: unknown, hasEnvironments: boolean): readonly Complaint[] {
  const targets = valueAt(service, ['targets']);
  if (!Array.isArray(targets)) return [];
  return targets.flatMap((target, index): readonly Complaint[] => {
    const parsed = targetSchema.safeParse(target);
    if (!parsed.success) return [];
    const config = parsed.data as TargetConfig;
    const kind = targetKind(config.kind);
    if (kind.sides === undefined || kind.sides.isNamed(config) === hasEnvironments) return [];
    if (hasEnvironments && kind.sides.isFree?.(config) === true) return [];
    const path = ['targets', index];
    return hasEnvironments
      ? [
          {
            path,
            message: `${kind.name(config)} does not say what belongs to which environment.`,
            remedy: `Write ${kind.sides.write}.`,
          },
        ]
      : [
          {
            path,
            message: `${kind.name(config)} names the environments a and b, and the service has no environments.`,
            remedy: 'Add `environments` to the service, or do not name them here.',
          },
        ];
  });
}
