import type { CenterFound, ControlCenter, KnownCenter } from '../domain/environment/control-center.ts';
import { type EnvironmentId, type EnvironmentRoles, otherEnvironment } from '../domain/environment/environment.ts';
import { isFinished, type Rollout } from '../domain/rollout/record.ts';
import { isMoving } from '../domain/rollout/running-phase.ts';
import { leftTargets, mayHaveCanary } from '../domain/rollout/share.ts';
import { CENTER_GRACE_MS, WRITER_LIFETIME_MS } from '../domain/timing.ts';
import { percent } from '../domain/wording.ts';

/** Returns the first control center: users on one environment, deployments to the other. */
export function firstCenter(service: string, stable: EnvironmentId, now: number): ControlCenter {
  return {
    ...roles(stable, otherEnvironment(stable)),
    v: 1,
    service,
    share: 0,
    deployments: 'open',
    rollout: null,
    since: now,
  };
}

function roles(fallback: EnvironmentId, active: EnvironmentId): Pick<ControlCenter, 'active' | 'fallback'> {
  return { active, fallback };
}

/** Returns the roles of the next rollout: from the fallback to the active environment. */
export function rolesIn({ fallback, active }: ControlCenter): EnvironmentRoles {
  return { stable: fallback, canary: active };
}

/**
 * Tells whether every target was read after the last moment at which an earlier write could arrive: only then the canary's share is
 * certain. At the end of a rollback, and after it, that wait is over.
 */
function isSeen({ targets, intendedAt, phase }: Rollout): boolean {
  const isSettled = phase.status === 'rolled-back' || (phase.status === 'rolling-back' && phase.stage === 'restoring');
  const from = isSettled ? intendedAt : intendedAt + WRITER_LIFETIME_MS;
  return targets.every(({ observed }) => observed !== null && observed.weight !== null && observed.at >= from);
}

/**
 * The largest share that may be on the canary by now: what is intended, what all targets had, and what any was seen with. It
 * rises before the traffic does, and falls after it.
 */
function highestShare(rollout: Rollout, said: number): number {
  const { weight, agreed, targets } = rollout;
  const known = isSeen(rollout) ? 0 : said;
  return Math.max(known, weight, agreed, ...targets.map(({ observed }) => observed?.weight ?? 0));
}

/**
 * Returns the control center that a rollout needs; null for a service that is one stack. While it runs, deployments are closed. At
 * the end they are open: after a completion to the environment that users left, after a rollback to the same environment as before.
 *
 * @param said the share that it has now, in percent
 */
export function wantedCenter(rollout: Rollout, said: number): ControlCenter | null {
  const { environments, phase, service, id, startedAt, reopenedAt = startedAt } = rollout;
  if (environments === null) return null;
  const { stable, canary } = environments;
  const open = { v: 1, service, deployments: 'open', rollout: null } as const;
  const share = highestShare(rollout, said);
  switch (phase.status) {
    case 'completed':
      return { ...open, ...roles(canary, stable), share: 0, since: phase.at };
    case 'rolled-back':
      // Users who were left on the active environment must not get a deployment.
      if (leftTargets(rollout).some(mayHaveCanary))
        return { ...open, ...roles(stable, canary), share, deployments: 'closed', rollout: id, since: phase.at };
      return { ...open, ...roles(stable, canary), share, since: phase.at };
    default:
      return { ...open, ...roles(stable, canary), share, deployments: 'closed', rollout: id, since: reopenedAt };
  }
}

const KEYS = ['active', 'fallback', 'share', 'deployments', 'rollout', 'since', 'service'] as const;

/** Tells whether two control centers are equal. */
export function isSame(one: ControlCenter, another: ControlCenter): boolean {
  return KEYS.every((key) => one[key] === another[key]);
}

/** The name of the control center where a target would be named. */
export const CENTER = 'the control center';

/**
 * Returns the control center to write for this rollout; null when it is up to date, or when somebody else's change is there and
 * people have been told.
 */
export function centerToWrite(rollout: Rollout | null, known: KnownCenter | null): ControlCenter | null {
  if (rollout === null || known === null) return null;
  const wanted = wantedCenter(rollout, known.value.share);
  if (wanted === null || isSame(wanted, known.value)) return null;
  return known.foreign !== null && isAnnounced(rollout) ? null : wanted;
}

/** Tells whether a rollout may not raise anything yet, because the control center does not show its deployments as closed. */
export function isUnclosed(rollout: Rollout, known: KnownCenter | null): boolean {
  if (rollout.environments === null || known === null) return false;
  return isMoving(rollout.phase) && (known.value.deployments !== 'closed' || known.value.rollout !== rollout.id);
}

/**
 * Tells whether the share that a shift needs is not written yet; until then nobody may move the targets. After a failed write, or
 * somebody else's, traffic no longer waits.
 */
export function isUnwritten({ environments, phase, weight }: Rollout, known: KnownCenter | null, now: number): boolean {
  if (environments === null || known === null || !isMoving(phase)) return false;
  return weight > known.value.share && !known.failing && (known.foreign === null || known.busyUntil > now);
}

/** Tells whether people are asked to act because the control center cannot be read, which is why it cannot be written either. */
function isAskedToRead({ phase }: Rollout): boolean {
  return phase.status === 'holding' && phase.why.kind === 'center-unread' && phase.why.isBack === undefined;
}

/** Tells whether people must now hear that the control center cannot be written; in mid-rollout again when the plan went on. */
export function isUnwritableNews(rollout: Rollout, { failing }: KnownCenter, now: number): boolean {
  if (!failing || now - failing.since < CENTER_GRACE_MS) return false;
  if (isFinished(rollout)) return failing.told !== 'after the end';
  return failing.told === null ? !isAskedToRead(rollout) : !isAnnounced(rollout);
}

/** Returns the command with which a person updates the control center by hand, as the end of a sentence. */
export function manualUpdateText(wanted: ControlCenter): string {
  const { v, service, active, fallback, share, deployments, rollout, since } = wanted;
  const value = JSON.stringify({ v, service, active, fallback, share, deployments, rollout, since });
  return `\`aws ssm put-parameter --overwrite --name /serin/environments/${service} --value '${value}'\``;
}

/** Tells whether a control center that Serin did not write still gives the next rollout the right roles. */
export function isUsable(found: ControlCenter, wanted: ControlCenter): boolean {
  return (
    found.active === wanted.active && found.fallback === wanted.fallback && found.deployments === wanted.deployments
  );
}

/** Tells whether a noticed foreign change has no further effect: the rollout is over, rolls back, or waits for an answer. */
function isAnnounced(rollout: Rollout): boolean {
  return isFinished(rollout) || ['rolling-back', 'stuck', 'holding'].includes(rollout.phase.status);
}

/** Tells whether people must hear of a foreign change: it is a new one, or the plan went on although it is still there. */
export function isNewForeignChange(rollout: Rollout, known: KnownCenter, detail: string): boolean {
  return known.foreign !== detail || !isAnnounced(rollout);
}

function say(key: (typeof KEYS)[number], value: ControlCenter[typeof key]): string {
  return key === 'share' ? percent(Number(value)) : String(value ?? 'none');
}

function differences(found: ControlCenter, expected: ControlCenter): string {
  return KEYS.filter((key) => found[key] !== expected[key])
    .map((key) => `${key} is ${say(key, found[key])}, it was ${say(key, expected[key])}`)
    .join('; ');
}

/**
 * Returns somebody else's change to the control center, in words; null when the value is Serin's.
 *
 * @param isLatest true when the one worker that may write read it after the known value was saved
 */
export function findForeignChange(known: KnownCenter, found: CenterFound, isLatest: boolean): string | null {
  if (found.is === 'missing') return 'it was deleted';
  if (!isLatest && found.version < known.version) return null;
  if (found.is === 'unusable') return `it cannot be read any more (${found.detail})`;
  const ours = [known.value, ...known.maybe];
  return ours.some((value) => isSame(value, found.value)) ? null : differences(found.value, known.value);
}
