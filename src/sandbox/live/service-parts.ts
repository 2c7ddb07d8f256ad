import { targetKind } from '../../adapters/targets/registry.ts';
import { waitsForEvidence } from '../../domain/analysis/rollout-words.ts';
import { seenShare } from '../../domain/rollout/read-share.ts';
import { type Phase, phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import { asksPeople, endsAt, isRunning, timeLeft } from '../../domain/rollout/running-phase.ts';
import { stepStandings } from '../../domain/rollout/step-standing.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import { type Step, stepTraits } from '../../domain/steps/registry.ts';
import { shortenUuids, statusWords } from '../../domain/wording.ts';
import { stepHandler } from '../../rollout/steps/registry.ts';
import { ecsPlace } from '../account/ecs-service.ts';
import { actionArn } from '../account/roles.ts';
import { LABELS } from '../account/seed.ts';
import { forwardOf } from '../cloud/elbv2/actions.ts';
import { requesterId } from '../state.ts';
import { alarmsFor } from '../traffic/alarms.ts';
import type { World } from '../world.ts';
import type { AlarmPart, MinutePart, PhasePart, RolloutPart, ServicePart, StepPart } from './parts.ts';

/** Returns a service with its newest rollout, and as the models have it. */
export function servicePart(service: Service, rollout: Rollout | null, world: World): ServicePart {
  const { users } = world;
  const { name, channel, targets } = service;
  return {
    kind: 'service',
    ...{ name, channel, plan: service.plan.map(stepPart) },
    targets: targets.map((target, index) => {
      const seen = rollout?.targets[index];
      return {
        target: target.kind,
        name: shortenUuids(targetKind(target.kind).name(target).replace(`${target.kind} `, '')),
        weight: users?.roles.canaryShare(name, target) ?? null,
        arms: seen === undefined ? null : { stable: seen.stable, canary: seen.canary },
        ...(users !== null && target.kind === 'alb' && { sticky: stickySeconds(target, world) }),
        ...(users !== null &&
          target.kind === 'ecs' && { deployment: world.account.ecs.underWay(ecsPlace(target).service) }),
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

function stickySeconds(target: TargetConfig, { account }: World): number | null {
  return forwardOf(account.elb.actions(actionArn(target)) ?? []).sticky;
}

function rolloutPart(rollout: Rollout, now: number): RolloutPart {
  const { id, canary, by, startedAt, config, step } = rollout;
  const steps = stepStandings(rollout);
  const share = seenShare(rollout, now)?.high ?? null;
  return {
    id,
    canary,
    by: requesterId(by),
    startedAt,
    plan: config.plan.map(stepPart),
    steps,
    step,
    phase: phasePart(rollout),
    share,
  };
}

function stepPart(step: Step): StepPart {
  return { words: stepHandler(step).describe(step), lasts: stepTraits(step).lasts };
}

function phasePart(rollout: Rollout): PhasePart {
  const { phase } = rollout;
  const until = endsAt(phase);
  return {
    status: phase.status,
    words: phase.status === 'holding' ? 'holds and asks' : statusWords[phase.status],
    tone: toneOf(phase),
    time: until === null ? null : { from: phaseStart(phase), until },
    left: 'activity' in phase ? timeLeft(phase.activity) : null,
    waits: isRunning(phase) && waitsForEvidence(rollout),
    over: 'at' in phase ? phase.at : null,
  };
}

function toneOf(phase: Phase): PhasePart['tone'] {
  if (isRunning(phase)) return asksPeople(phase) ? 'asks' : 'going';
  switch (phase.status) {
    case 'paused':
    case 'holding':
      return 'asks';
    case 'completed':
      return 'good';
    case 'rolling-back':
    case 'stuck':
    case 'rolled-back':
      return 'bad';
  }
}

/**
 * Returns the versions that `start` accepts: the one that users have first, then newer before older. Targets that split between
 * names get all labels, because any label can be started.
 */
function versionsIn(service: Service, { users, versionsOf }: World): readonly string[] {
  const [first] = service.targets;
  const isStack = users?.stacks.has(service.name) ?? false;
  if (users === null || first === undefined || !(isStack || first.kind === 'lambda-alias' || first.kind === 'ecs'))
    return LABELS;
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
