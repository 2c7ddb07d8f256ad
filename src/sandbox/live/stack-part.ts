import { type EnvironmentId, environmentIds } from '../../domain/environment/environment.ts';
import type { Service } from '../../domain/service.ts';
import type { Visited } from '../traffic/pages.ts';
import type { World } from '../world.ts';
import type { StackPart, UserGroup } from './parts.ts';

/** The characters for the groups in the text of the users, by position, and the one for a user who has not come yet. */
const [SIGNS, NOBODY] = ['0123456789abcdefghijklmnopqrstuvwxyz', '-'];

/** Returns the layers of a service and the version of each of its users; null for a service that is no stack. */
export async function stackPart(service: Service, { users, account, versionsOf }: World): Promise<StackPart | null> {
  const stack = users?.stacks.get(service.name);
  const { environments, targets, name } = service;
  const edge = targets.find(({ kind }) => kind === 'edge');
  if (users === null || stack === undefined || environments === null || edge === undefined) return null;
  const found = await account.controlCenters.read(name);
  const center = found.is === 'there' ? found.value : null;
  const { groups, text } = groupUsers(stack.pages.visited());
  return {
    kind: 'stack',
    service: name,
    names: forEachEnvironment((side) => environments[side].name),
    center: center && { active: center.active, fallback: center.fallback, deployments: center.deployments },
    split: forEachEnvironment((side) => users.roles.sideShare(edge, side)),
    layers: stack.chain.layers(),
    next: versionsOf(service)?.next ?? '',
    groups,
    users: text,
    mismatches: stack.pages.mismatches(),
    changeovers: stack.pages.changeovers(),
  };
}

function forEachEnvironment<T>(of: (side: EnvironmentId) => T): Readonly<Record<EnvironmentId, T>> {
  return { a: of('a'), b: of('b') };
}

/** Groups the users by environment and version, those of environment a first, and returns a character for each user. */
function groupUsers(visited: readonly (Visited | null)[]): {
  readonly groups: readonly UserGroup[];
  readonly text: string;
} {
  const counts = new Map<string, { readonly visited: Visited; count: number }>();
  const visitKey = ({ side, version, isMixed }: Visited) => `${side} ${version} ${isMixed}`;
  for (const each of visited) {
    if (each === null) continue;
    const known = counts.get(visitKey(each)) ?? { visited: each, count: 0 };
    known.count += 1;
    counts.set(visitKey(each), known);
  }
  const sorted = environmentIds.flatMap((side) =>
    [...counts]
      .filter(
        ([
          ,
          {
            visited: { side: has },
          },
        ]) => has === side,
      )
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const positions = new Map(sorted.map(([key], position) => [key, position]));
  return {
    groups: sorted.map(([, { visited: each, count }]) => ({ ...each, count })),
    text: visited
      .map((each) => (each === null ? NOBODY : (SIGNS[positions.get(visitKey(each)) ?? 0] as string)))
      .join(''),
  };
}
