import { componentKind } from '../../adapters/components/registry.ts';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Complaint } from '../read/complaint.ts';

/** The components of one service, with their positions in the list. */
export interface ServiceComponents {
  readonly service: string;
  readonly hasEnvironments: boolean;
  readonly components: readonly { readonly index: number; readonly config: ComponentConfig }[];
}

/**
 * Returns complaints about components without environments, and about a component that appears twice. Paths begin at the
 * services.
 */
export function componentComplaints(services: readonly ServiceComponents[]): readonly Complaint[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ service, hasEnvironments, components }) => [
    ...(hasEnvironments || components.length === 0 ? [] : [withoutEnvironments(service)]),
    ...components.flatMap(({ index, config }) =>
      componentKind(config.kind)
        .names(config)
        .flatMap((name): readonly Complaint[] => {
          const owner = owners.get(name);
          owners.set(name, owner ?? service);
          return owner === undefined ? [] : [duplicateComplaint(name, owner, service, index)];
        }),
    ),
  ]);
}

function withoutEnvironments(service: string): Complaint {
  return {
    path: [service, 'components'],
    message: `${service} has components and no environments, so there is nothing for them to be in step in.`,
    remedy: 'Write `environments:` with `stable`, `a` and `b`, or remove the components.',
  };
}

function duplicateComplaint(name: string, owner: string, service: string, index: number): Complaint {
  const path = [service, 'components', index];
  return owner === service
    ? { path, message: `${name} is a component of ${service} twice.`, remedy: 'Remove one of the two.' }
    : {
        path,
        message: `${name} is a component of ${owner} already, and a component belongs to one service.`,
        remedy: 'Remove it from one of the two, or make one service of them.',
      };
}
