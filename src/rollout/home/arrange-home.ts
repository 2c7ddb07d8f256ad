import type { Home, HomeService } from '../../domain/home.ts';
import type { Queue, ScheduledStart } from '../../domain/queue/queue.ts';
import { queueLine, scheduledLines } from '../../domain/queue/queue-text.ts';
import { freezeInForce, freezeText } from '../../domain/restrictions/freeze-in-force.ts';
import { lockText } from '../../domain/restrictions/lock-text.ts';
import type { Restrictions } from '../../domain/restrictions/restrictions.ts';
import type { FreezeWindow } from '../../domain/restrictions/window.ts';
import { isFinished, phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import { compareUrgency } from '../../domain/rollout/urgency.ts';
import { findLock } from '../restrictions/change-locks.ts';
import { rolloutAt } from '../rollback/rollback-window.ts';

/** The time for which a finished rollout is shown, in milliseconds. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

/** One service as it was read. */
export interface ReadService extends HomeService {
  /** The starts that wait behind its rollout; absent where none does. */
  readonly queue?: Queue;
  /** The starts that wait for their moment; absent where none does. */
  readonly scheduled?: readonly ScheduledStart[];
  /** The freezes of serin.yml. */
  readonly freezes: readonly FreezeWindow[];
  /** True when its rollout waits for the person whose Home it is. */
  readonly isWaiting: boolean;
}

const rolloutsIn = (services: readonly ReadService[]): readonly Rollout[] =>
  services.flatMap(({ rollout }) => (rollout === null ? [] : [rollout]));

/** Returns the locks and freezes of one service that are in force, its queue and its scheduled starts, as lines. */
function restrictionLines(restrictions: Restrictions, service: ReadService, now: number): readonly string[] {
  const { name, queue, rollout, scheduled } = service;
  const lock = findLock(restrictions, name);
  const freeze = freezeInForce(restrictions, service, now);
  return [
    ...(lock === null ? [] : [`🔒 ${name} is ${lockText(lock)}`]),
    ...(freeze === null ? [] : [`🧊 ${name} is ${freezeText(freeze)}`]),
    ...(queue === undefined ? [] : [queueLine(name, queue, rollout)]),
    ...scheduledLines(name, scheduled),
  ];
}

/** Arranges what was read for an App Home: what is most urgent comes first, and of the finished what ended last. */
export function arrangeHome(read: readonly ReadService[], restrictions: Restrictions, now: number): Home {
  const services = read.map((each) => ({
    ...each,
    rollout: each.rollout === null ? null : rolloutAt(each.rollout, now),
  }));
  const open = services.filter(({ rollout }) => rollout !== null && !isFinished(rollout));
  const byUrgency = (some: readonly ReadService[]) =>
    rolloutsIn(some).toSorted((one, other) => compareUrgency(one.phase.status, other.phase.status));
  return {
    at: now,
    waiting: byUrgency(open.filter(({ isWaiting }) => isWaiting)),
    running: byUrgency(open.filter(({ isWaiting }) => !isWaiting)),
    finished: rolloutsIn(services)
      .filter((rollout) => isFinished(rollout) && now - phaseStart(rollout.phase) <= RECENT_MS)
      .toSorted((one, other) => phaseStart(other.phase) - phaseStart(one.phase)),
    restrictions: services.flatMap((service) => restrictionLines(restrictions, service, now)),
    services: services.map(({ name, channel, rollout, fault }) => ({ name, channel, rollout, fault })),
  };
}
