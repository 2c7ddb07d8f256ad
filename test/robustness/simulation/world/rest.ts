import { isFinished, type Rollout, type Status } from '../../../../src/domain/rollout/record.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { Breach } from '../invariants/invariants.ts';
import type { Script } from '../script.ts';
import { ALARM, MINUTE } from '../setup.ts';
import type { Account } from './account.ts';
import { ALARMS } from './alarms.ts';
import { holdsForBoth, type Scene } from './scene.ts';
import type { Time } from './time.ts';

/** So long nobody says anything when faults are over: time enough for every plan to end, or to ask. */
const QUIET_MS = 30 * MINUTE;
/** So often somebody answers what Serin asks, and so long that has time to work. */
const ANSWERS = 12;
const ANSWER_MS = 12 * MINUTE;
/** After so many answers somebody has put everything right by hand. */
const MENDED_AFTER = 3;
/** After so many answers nobody insists on going on any more. */
const GOES_ON_FOR = 7;
/** From when on an alarm that fires must have had its effect on a rollout that runs: the last late timer has come, in milliseconds. */
const ACTED_MS = 6 * MINUTE;

export interface RestParts {
  readonly script: Script;
  readonly time: Time;
  readonly account: Account;
  readonly scenes: readonly Scene[];
  readonly calm: number;
  readonly isBroken: () => boolean;
  /** Whether nothing more happens by itself. */
  readonly rests: () => boolean;
  /** From now on events of alarms come so long after, in milliseconds; none: they are lost. */
  readonly deliverAlarms: (delays: readonly number[]) => void;
  readonly replayDeadLetters: () => void;
  readonly mend: () => void;
  /** Whether a permission for a target is still missing, until somebody is told. */
  readonly isDenied: (target: TargetConfig) => boolean;
  /** Whether alarms cannot be read, until somebody is told. */
  readonly isBlind: () => boolean;
  readonly breach: (breach: Breach) => void;
}

/** Whether a rollout waits for a person who was told so. */
function isAsked(rollout: Rollout | null): boolean {
  if (rollout === null) return false;
  const { phase } = rollout;
  if (phase.status === 'rolling-back') return phase.question !== null;
  return phase.status === 'holding' || phase.status === 'paused' || phase.status === 'stuck';
}

/**
 * Faults are over. The alarms say once more how they are; then nobody says anything, until Serin has to be answered, and whoever does
 * what it says comes to an end.
 */
export async function comeToRest(parts: RestParts): Promise<void> {
  const { script, time, account, scenes, calm, isBroken, rests } = parts;
  const rolloutOf = (scene: Scene): Rollout | null => scene.record()?.rollout ?? null;
  const setAlarms = (isFiring: boolean): void => {
    for (const name of ALARMS) {
      if (account.alarms.state(name) === null) account.alarms.create(name);
      if (isFiring) account.alarms.set(name, 'OK');
      account.alarms.set(name, isFiring && name === ALARM ? 'ALARM' : 'OK');
    }
  };
  parts.deliverAlarms(script.endsInAlarm ? [] : [100]);
  setAlarms(script.endsInAlarm);
  parts.replayDeadLetters();
  await time.run(calm + ACTED_MS, rests);
  if (!isBroken()) for (const scene of scenes) firingActs(scene, parts);
  for (const scene of scenes) scene.queues.hasMoved(scene.record());
  for (const scene of scenes) leaveQueue(scene, account);
  const waits = (): boolean => rests() || scenes.every((scene) => scene.rests() || isAsked(rolloutOf(scene)));
  await time.run(calm + QUIET_MS, waits);
  if (!isBroken()) for (const scene of scenes) isAskedOrOver(rolloutOf(scene), parts);
  parts.deliverAlarms([100]);
  setAlarms(false);
  for (let n = 0; n < ANSWERS && !rests(); n++) {
    if (n >= MENDED_AFTER || (n > 0 && script.goesOn)) parts.mend();
    for (const scene of scenes) answerFor(scene, script.goesOn && n < GOES_ON_FOR, account);
    await time.run(time.now() + ANSWER_MS, rests);
  }
}

/** 5. An alarm whose event was lost acts all the same, since the alarms are read. 1. And whoever goes back is back. */
function firingActs(scene: Scene, { script, account, breach, isDenied, isBlind }: RestParts): void {
  const rollout = scene.record()?.rollout ?? null;
  if (rollout === null || isFinished(rollout)) return;
  const { phase, config, noReturnAt, alarms } = rollout;
  const isGoing = phase.status === 'rolling-back' || phase.status === 'stuck';
  const acts = config.onAlarm === 'rollback' && noReturnAt === null && alarms[ALARM]?.excused !== true;
  const isHeld = phase.status === 'holding' && holdsForBoth(rollout);
  if (script.endsInAlarm && acts && !isGoing && !isHeld && !isBlind())
    breach({
      invariant: 'watching never stops',
      detail: `the alarm fires for 6 minutes, and the rollout is ${phase.status}`,
    });
  const up = rollout.targets.find(
    (target, i) => account.share(target) > 0 && !scene.invariants.isEdited(i) && !isDenied(target.config),
  );
  if (isGoing && up !== undefined)
    breach({
      invariant: 'rollback wins',
      detail: `${up.name} still has ${account.share(up)}% though it has answered for 6 minutes`,
    });
}

/**
 * Whatever a rollout is at, it has come to its end by now, or waits for a person who was told so, or for a time of the next day. One that
 * began from the queue since then may still be on its way.
 */
function isAskedOrOver(rollout: Rollout | null, { calm, breach, time }: RestParts): void {
  if (rollout === null || isFinished(rollout) || isAsked(rollout) || rollout.startedAt > calm) return;
  if (rollout.phase.status === 'waiting' && rollout.phase.until > time.now()) return;
  breach({
    invariant: 'everything comes to rest',
    detail: `after half an hour without faults it is ${JSON.stringify(rollout.phase).slice(0, 200)}`,
  });
}

/** Who still waits, in the queue or for a moment, does not any more, so that the world comes to an end. */
function leaveQueue(scene: Scene, account: Account): void {
  const { channel } = account.stored(scene.name).at(-1)?.service ?? scene.service;
  const { queue, scheduled = [] } = scene.record() ?? {};
  for (const { label, by } of [...(queue?.starts ?? []), ...scheduled])
    scene.say({
      ...{ at: 0, kind: 'say', name: 'leave-queue', as: by.id, label },
      ...{ insists: false, button: false, channel, arrives: [30] },
    });
}

/** The word that leads on, by status; `resume` where none is named. */
const GOING_ON: { readonly [S in Status]?: 'approve' | 'skip' } = { 'awaiting-approval': 'approve', waiting: 'skip' };

/** Somebody does what the text says: resumes or approves, where that leads on, else goes back. */
function answerFor(scene: Scene, goesOn: boolean, account: Account): void {
  const rollout = scene.record()?.rollout ?? null;
  if (rollout === null || isFinished(rollout)) return;
  const { phase } = rollout;
  const isQuestion = phase.status === 'stuck' || (phase.status === 'rolling-back' && phase.question !== null);
  const goingOn = GOING_ON[phase.status] ?? 'resume';
  const people = goesOn && !isQuestion && goingOn === 'approve' ? ['U0BOB', 'U0CAROL'] : ['U0CAROL'];
  // Who is told to say it in another channel goes there.
  const { channel } = account.stored(scene.name).at(-1)?.service ?? scene.service;
  people.forEach((as, i) => {
    scene.say({
      ...{ at: 0, kind: 'say', name: isQuestion ? 'resume' : goesOn ? goingOn : 'rollback', as, label: 'v54' },
      ...{ insists: true, button: false, channel, arrives: [30 + i * 10_000] },
    });
  });
}
