import type { CenterFound, ControlCenter, KnownCenter } from '../domain/control-center.ts';
import { type EnvironmentId, type EnvironmentRoles, otherEnvironment } from '../domain/environment.ts';
import { isFinished, type Rollout } from '../domain/record.ts';
import { leftTargets, mayHaveCanary } from '../domain/share.ts';
import { CENTER_GRACE_MS, WRITER_LIFETIME_MS } from '../domain/timing.ts';
import { percent } from '../domain/wording.ts';

/** How it is at the very beginning: users on one side, deployments to the other. */
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

/** The roles of the next rollout: from the fallback to the active side. */
export function rolesIn({ fallback, active }: ControlCenter): EnvironmentRoles {
  return { stable: fallback, canary: active };
}

/**
 * Whether every target was read when no earlier write could arrive any more: only then is it known that nothing more is on the
 * canary. At the end of a rollback, and after it, that has been waited for.
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
 * What the control center has to say of a rollout; null for a service that is one stack. While it runs deployments are
 * closed. At the end they are open: after a completion to the side that users have left, after a rollback to the same side
 * as before.
 *
 * @param said the share that it says now, in percent
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
      // Users who were left on the active side must not get a deployment.
      if (leftTargets(rollout).some(mayHaveCanary))
        return { ...open, ...roles(stable, canary), share, deployments: 'closed', rollout: id, since: phase.at };
      return { ...open, ...roles(stable, canary), share, since: phase.at };
    default:
      return { ...open, ...roles(stable, canary), share, deployments: 'closed', rollout: id, since: reopenedAt };
  }
}

const KEYS = ['active', 'fallback', 'share', 'deployments', 'rollout', 'since', 'service'] as const;

/** Whether two say the same. */
export function isSame(one: ControlCenter, another: ControlCenter): boolean {
  return KEYS.every((key) => one[key] === another[key]);
}

/** What the control center is called where a target would be named. */
export const CENTER = 'the control center';

/**
 * What has to be written for this rollout; null when it is written, or when somebody else's change is there and people have
 * been told.
 */
export function centerToWrite(rollout: Rollout | null, known: KnownCenter | null): ControlCenter | null {
  if (rollout === null || known === null) return null;
  const wanted = wantedCenter(rollout, known.value.share);
  if (wanted === null || isSame(wanted, known.value)) return null;
  return known.foreign !== null && isAnnounced(rollout) ? null : wanted;
}

/** Whether a rollout may not move anything up yet: the control center does not say that its deployments are closed. */
export function isUnclosed(rollout: Rollout, known: KnownCenter | null): boolean {
  if (rollout.environments === null || known === null) return false;
  return (
    rollout.phase.status === 'shifting' && (known.value.deployments !== 'closed' || known.value.rollout !== rollout.id)
  );
}

/**
 * Whether a worker writes the share that a shift needs, so that nobody else may move the targets before it does. Once that fails
 * nobody writes, and traffic waits no longer.
 */
export function isBeingWritten(
  { environments, phase, weight }: Rollout,
  known: KnownCenter | null,
  now: number,
): boolean {
  if (environments === null || known === null || phase.status !== 'shifting') return false;
  return weight > known.value.share && known.busyUntil > now && !known.failing;
}

/** Whether people are to be told by now that the control center cannot be written; in mid-rollout again when the plan went on. */
export function isUnwritableNews(rollout: Rollout, { failing }: KnownCenter, now: number): boolean {
  if (!failing || now - failing.since < CENTER_GRACE_MS) return false;
  if (isFinished(rollout)) return failing.told !== 'after the end';
  return failing.told === null || !isAnnounced(rollout);
}

/** What a person does who brings the control center up to date by hand, as the end of a sentence. */
export function manualUpdateText(wanted: ControlCenter): string {
  const { v, service, active, fallback, share, deployments, rollout, since } = wanted;
  const value = JSON.stringify({ v, service, active, fallback, share, deployments, rollout, since });
  return `\`aws ssm put-parameter --overwrite --name /serin/environments/${service} --value '${value}'\``;
}

/** Whether what is there lets the next rollout go by the right roles, although Serin did not write it itself. */
export function isUsable(found: ControlCenter, wanted: ControlCenter): boolean {
  return (
    found.active === wanted.active && found.fallback === wanted.fallback && found.deployments === wanted.deployments
  );
}

/** Whether nothing more comes of a foreign change that was noticed: it is over, on its way back, or waits for an answer. */
function isAnnounced(rollout: Rollout): boolean {
  return isFinished(rollout) || ['rolling-back', 'stuck', 'holding'].includes(rollout.phase.status);
}

/** Whether a foreign change is to be told: it is another one than was told, or the plan went on although it is still there. */
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
 * What somebody else did to the control center, in words; null when what is there is ours.
 *
 * @param isLatest whether what was found was read after what is known was saved, by the one worker that may write
 */
export function findForeignChange(known: KnownCenter, found: CenterFound, isLatest: boolean): string | null {
  if (found.is === 'missing') return 'it was deleted';
  if (!isLatest && found.version < known.version) return null;
  if (found.is === 'unusable') return `it cannot be read any more (${found.detail})`;
  const ours = [known.value, ...known.maybe];
  return ours.some((value) => isSame(value, found.value)) ? null : differences(found.value, known.value);
}
