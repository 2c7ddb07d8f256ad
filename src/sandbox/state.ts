import type { Store } from '../ports/store.ts';
import type { Rollout, Speaker } from '../rollout/record.ts';
import type { Service } from '../rollout/service.ts';
import { isPerson } from '../rollout/speaker.ts';
import { called } from '../rollout/wording.ts';
import { targetKind } from '../targets/registry.ts';
import type { Roles } from './roles.ts';
import type { Workspace } from './slack/workspace.ts';

/** What `GET /sandbox/state` answers. */
export interface SandboxState {
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly slack: Pick<Workspace, 'apiUrl' | 'token' | 'teamId' | 'appId' | 'channels' | 'users'>;
  readonly services: Readonly<Record<string, ServiceState>>;
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
  /** Who started it: the Slack id of a person, an IAM identity in short. */
  readonly by: string;
  readonly startedAt: number;
  /** Position of the current step in the plan, from 0. */
  readonly step: number;
}

/** Tells how a service is. @param roles null when AWS is elsewhere */
export async function serviceState(
  service: Service,
  store: Pick<Store, 'load'>,
  roles: Roles | null,
): Promise<ServiceState> {
  const record = await store.load(service.name);
  const rollout = record?.rollout ?? null;
  return {
    rollout: rollout === null ? null : inShort(rollout),
    targets: service.targets.map((target) => ({
      kind: target.kind,
      name: targetKind(target.kind).name(target),
      weight: roles?.canaryShare(service.name, target) ?? null,
    })),
  };
}

/** The Slack id of a person; an IAM identity in short. */
export function idOf(speaker: Speaker): string {
  return isPerson(speaker) ? speaker.id : called(speaker);
}

function inShort({ id, phase, weight, canary, by, startedAt, step }: Rollout): RolloutState {
  return { id, status: phase.status, weight, canary, by: idOf(by), startedAt, step };
}
