import type { News } from '../../domain/rollout/effect.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import { isGuarded } from '../alarms/act-on-alarm.ts';
import { lateAlarmQuestion } from '../rollback/rollback-window.ts';
import { findCalled, findNews, isSameHold } from './news.ts';

/** A rollout with the effects of a decision. */
interface Told {
  readonly next: Rollout;
  readonly planned: readonly Planned[];
}

type AlarmEffect = Planned & { readonly body: Extract<Planned['body'], { kind: 'breach' }> };

/** True for a message that says that an alarm fired in a rollout. */
function isFiring({ id }: Rollout, effect: Planned): effect is AlarmEffect {
  const { body } = effect;
  return body.kind === 'breach' && body.outcome.rollout === id && body.breach.value === 'ALARM';
}

/** Returns the name of the alarm that a rollback or a hold is for; null where it is for something else. */
function findAlarm({ phase }: Rollout): string | null {
  if (phase.status === 'rolling-back' && phase.reason.kind === 'alarm') return phase.reason.name;
  return phase.status === 'holding' && phase.why.kind === 'alarm' ? phase.why.name : null;
}

/** Returns the rollout with the end of its hold in the messages about it, and the effects that bring those up to date. */
function endHold(before: Rollout, next: Rollout): Told {
  const { phase } = before;
  const isOver = phase.status === 'holding' && !isSameHold(phase, next.phase);
  // A rollback and the end of the rollout are said with the card.
  const isOutcome = ['rolling-back', 'stuck'].includes(next.phase.status) || isFinished(next);
  const entry = next.timeline.find(({ n }) => n > before.entries);
  if (!isOver || isOutcome || entry === undefined) return { next, planned: [] };
  const answer = { at: entry.at, text: entry.text };
  const { alarmMessages = [] } = next;
  const open = alarmMessages.filter(({ about, since }) => about === 'hold' && since === phase.since);
  if (open.length === 0) return { next, planned: [] };
  return {
    next: {
      ...next,
      alarmMessages: alarmMessages.map((message) => (open.includes(message) ? { ...message, answer } : message)),
    },
    planned: open.map(({ key }) => ({
      key: `restate#${key}`,
      body: { kind: 'restate', rollout: next.id, message: key },
    })),
  };
}

/** Adds the news to the message of the alarm that caused it, or else a message of its own. */
function addNews(
  next: Rollout,
  news: News,
  planned: readonly Planned[],
  isQueued: (key: string) => boolean,
): readonly Planned[] {
  const name = findAlarm(next);
  // A message that waits already is not queued again, and would not get the news.
  const alarm = planned.find(
    (effect): effect is AlarmEffect =>
      isFiring(next, effect) && effect.body.breach.name === name && !isQueued(effect.key),
  );
  if (alarm === undefined) {
    const key = `notice#${next.id}#${next.entries}`;
    return [...planned, { key, body: { kind: 'notice', rollout: next.id, news } }];
  }
  const { about, since, mention } = news;
  const outcome = { ...alarm.body.outcome, began: { about, since }, mention };
  return planned.map((effect) => (effect === alarm ? { ...alarm, body: { ...alarm.body, outcome } } : effect));
}

/**
 * Calls people in the messages of alarms that ask them: while the service asks what to do, and within the rollback window. Messages
 * that tell of a rollback or a hold call people already.
 */
export function callForAlarms(rollout: Rollout, planned: readonly Planned[], now: number): readonly Planned[] {
  const asks = (isGuarded(rollout) && rollout.config.onAlarm === 'ask') || lateAlarmQuestion(rollout, now) !== null;
  if (!asks) return planned;
  return planned.map((effect) => {
    if (!isFiring(rollout, effect) || effect.body.outcome.began !== undefined) return effect;
    const outcome = { ...effect.body.outcome, mention: findCalled(rollout, 'hold') };
    return { ...effect, body: { ...effect.body, outcome } };
  });
}

/**
 * Adds to the effects of a decision what the channel is told of it, each change once: that a rollback or a hold begins, that a
 * target is stuck, the end of the rollout, and the end of a hold in the message about it.
 *
 * @param before the rollout before the decision; null when there was none
 * @param isQueued tells whether an effect with this key waits already
 */
export function planNotices(
  before: Rollout | null,
  { next: decided, planned }: Told,
  isQueued: (key: string) => boolean,
): Told {
  const previous = before?.id === decided.id ? before : null;
  const ended = previous === null ? { next: decided, planned: [] } : endHold(previous, decided);
  const { next } = ended;
  const news = findNews(previous, next);
  const told = news === null ? planned : addNews(next, news, planned, isQueued);
  return { next, planned: [...told, ...ended.planned] };
}
