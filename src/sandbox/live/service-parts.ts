import { targetKind } from '../../adapters/targets/registry.ts';
import { seenShare } from '../../domain/rollout/read-share.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import { stepStandings } from '../../domain/rollout/step-standing.ts';
import type { Service } from '../../domain/service.ts';
import { shortenUuids } from '../../domain/wording.ts';
import { LABELS } from '../account/seed.ts';
import { requesterId } from '../state.ts';
import { alarmsFor } from '../traffic/alarms.ts';
import type { World } from '../world.ts';
import type { AlarmPart, MinutePart, RolloutPart, ServicePart } from './parts.ts';

/** Returns a service as it was last saved and as the models have it. */
export async function servicePart(service: Service, world: World): Promise<ServicePart> {
  const { records, users } = world;
  const rollout = (await records.load(service.name))?.rollout ?? null;
  const { name, channel, plan, targets } = service;
  return {
    kind: 'service',
    ...{ name, channel, plan },
    targets: targets.map((target, index) => {
      const seen = rollout?.targets[index];
      return {
        target: target.kind,
        name: shortenUuids(targetKind(target.kind).name(target).replace(`${target.kind} `, '')),
        weight: users?.roles.canaryShare(name, target) ?? null,
        arms: seen === undefined ? null : { stable: seen.stable, canary: seen.canary },
      };
    }),
    versions: versionsIn(service, world),
    arms:
      users === null
        ? null
        : { stable: users.behaviours.of(name, 'stable'), canary: users.behaviours.of(name, 'canary') },
    rollout: rollout === null ? null : rolloutPart(rollout, world.clock.now()),
  };
}

function rolloutPart(rollout: Rollout, now: number): RolloutPart {
  const { id, canary, by, startedAt, config, step, phase } = rollout;
  const steps = stepStandings(rollout);
  const share = seenShare(rollout, now)?.high ?? null;
  return { id, canary, by: requesterId(by), startedAt, plan: config.plan, steps, step, phase, share };
}

/**
 * Returns the versions that `start` accepts: the one that users have first, then newer before older. Targets that split between
 * names get all labels, because any label can be started.
 */
function versionsIn(service: Service, { users, versionsOf }: World): readonly string[] {
  const [first] = service.targets;
  const isStack = users?.stacks.has(service.name) ?? false;
  if (users === null || first === undefined || !(isStack || first.kind === 'lambda-alias')) return LABELS;
  const { all, current } = versionsOf(service) ?? { all: LABELS, current: '' };
  const at = Math.max(0, all.indexOf(current));
  return [...all.slice(at), ...all.slice(0, at)];
}

/** Returns the alarms of a service that the sandbox created. */
export function alarmParts(service: Service, states: Readonly<Record<string, string>>): readonly AlarmPart[] {
  return alarmsFor(service).map(({ AlarmName: name = '', Threshold: threshold = 0, Metrics }) => ({
    kind: 'alarm',
    ...{ name, threshold, service: service.name },
    state: states[name] ?? 'MISSING',
    watches: Metrics === undefined ? 'latency' : 'errors',
  }));
}

/**
 * Returns a function that lists the minutes of a service. The same minute gives the same object, so that nothing compares it
 * again.
 */
export function createMinuteParts(): (service: string, users: World['users']) => readonly MinutePart[] {
  const made = new WeakMap<object, MinutePart>();
  return (service, users) =>
    (users?.minutes.of(service) ?? []).map((minute) => {
      const part = made.get(minute) ?? { kind: 'minute', service, ...minute };
      made.set(minute, part);
      return part;
    });
}
