import { targetKind } from '../adapters/targets/registry.ts';
import type { ControlCenter } from '../domain/environment/control-center.ts';
import type { Requester } from '../domain/people/person.ts';
import { isPerson } from '../domain/people/requester.ts';
import type { Rollout } from '../domain/rollout/record.ts';
import type { Service } from '../domain/service.ts';
import { displayName } from '../domain/wording.ts';
import type { ControlCenters } from '../ports/control-centers.ts';
import type { Store } from '../ports/store.ts';
import type { ComponentStates } from './account/component-states.ts';
import type { Roles } from './account/roles.ts';
import type { Workspace } from './slack/workspace.ts';
import type { Changeovers, Mismatches, Pages } from './traffic/pages.ts';
import type { Stacks } from './traffic/stacks.ts';

/** The answer of `GET /sandbox/state`. */
export interface SandboxState {
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly slack: Pick<Workspace, 'apiUrl' | 'token' | 'teamId' | 'appId' | 'channels' | 'users'>;
  readonly services: Readonly<Record<string, ServiceState>>;
  /** The control center of each service with environments; null where it cannot be read. */
  readonly environments: Readonly<Record<string, ControlCenter | null>>;
  /** The content of each environment, by service and component; null where it cannot be read. */
  readonly components: ComponentStates;
  /** The requests and pages that met two versions, and the users who were moved, by stack. */
  readonly mismatches: Readonly<Record<string, Mismatches>>;
  readonly changeovers: Readonly<Record<string, Changeovers>>;
  /** CloudWatch's states, by name. */
  readonly alarms: Readonly<Record<string, string>>;
}

/** One service: its newest rollout, and its targets as the model of AWS has them. */
export interface ServiceState {
  readonly rollout: RolloutState | null;
  readonly targets: readonly {
    readonly kind: string;
    readonly name: string;
    /** Share on the canary in percent; null when AWS is elsewhere and the sandbox cannot look into it. */
    readonly weight: number | null;
  }[];
}

/** A rollout, in short. */
export interface RolloutState {
  readonly id: string;
  readonly status: Rollout['phase']['status'];
  /** The intended share on the canary, in percent. */
  readonly weight: number;
  readonly canary: string;
  /** The requester: the Slack id of a person, or an IAM identity in short. */
  readonly by: string;
  readonly startedAt: number;
  /** Position of the current step in the plan, from 0. */
  readonly step: number;
}

/** Returns the state of a service. @param roles null when AWS is elsewhere */
export async function serviceState(
  service: Service,
  store: Pick<Store, 'load'>,
  roles: Roles | null,
): Promise<ServiceState> {
  const record = await store.load(service.name);
  const rollout = record?.rollout ?? null;
  return {
    rollout: rollout === null ? null : summarizeRollout(rollout),
    targets: service.targets.map((target) => ({
      kind: target.kind,
      name: targetKind(target.kind).name(target),
      weight: roles?.canaryShare(service.name, target) ?? null,
    })),
  };
}

/** Returns the control center of each service with environments; null where it cannot be read. */
export async function environmentStates(
  services: readonly Service[],
  centers: Pick<ControlCenters, 'read'>,
): Promise<SandboxState['environments']> {
  const sided = services.filter(({ environments }) => environments !== null);
  const states = sided.map(async ({ name }) => {
    const found = await centers.read(name);
    return [name, found.is === 'there' ? found.value : null] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}

/** Returns the counts of each stack's pages; empty when AWS is elsewhere. */
export function pageStates(stacks: Stacks | null): Pick<SandboxState, 'mismatches' | 'changeovers'> {
  const perStack = <T>(tell: (pages: Pages) => T): Readonly<Record<string, T>> =>
    Object.fromEntries([...(stacks ?? [])].map(([name, { pages }]) => [name, tell(pages)]));
  return { mismatches: perStack((pages) => pages.mismatches()), changeovers: perStack((pages) => pages.changeovers()) };
}

/** Returns the Slack id of a person, or an IAM identity in short. */
export function requesterId(requester: Requester): string {
  return isPerson(requester) ? requester.id : displayName(requester);
}

function summarizeRollout({ id, phase, weight, canary, by, startedAt, step }: Rollout): RolloutState {
  return { id, status: phase.status, weight, canary, by: requesterId(by), startedAt, step };
}
