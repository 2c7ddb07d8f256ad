import type { SharedDependency } from './service.ts';

/** Returns the name of a shared dependency in findings and in preflight's list. */
export function sharedName(dependency: SharedDependency): string {
  if ('parameters' in dependency) return dependency.parameters.join(' = ');
  return `${dependency.function}: ${dependency.variables.join(', ')}`;
}
