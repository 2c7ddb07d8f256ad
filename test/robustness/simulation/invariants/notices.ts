import type { News } from '../../../../src/domain/rollout/effect.ts';
import { phaseStart, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { Ground } from './invariants.ts';
import { createReminderInvariants, isReminder } from './reminders.ts';

/** What is checked of the messages in the channel, and when. */
export interface NoticeInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  /** With every message in the channel that tells of a change of a rollout. */
  onNews(rollout: Rollout, news: Pick<News, 'about' | 'since' | 'mention'>): void;
  /** When faults have been over for long. */
  atRest(record: ServiceRecord | null): void;
}

const ABOUT: Readonly<Record<string, News['about']>> = {
  'rolling-back': 'rollback',
  holding: 'hold',
  stuck: 'stuck',
  completed: 'end',
};

/** The change that is due to be told; null where a save brings none. */
function findDue(was: Rollout | null, { phase }: Rollout): News['about'] | null {
  const [from, to] = [was?.phase.status, phase.status];
  const isSame = from === to && (from !== 'holding' || (was !== null && phaseStart(was.phase) === phaseStart(phase)));
  const goesOnBack = to === 'rolling-back' && from === 'stuck';
  const isAnswer = from === 'holding' && 'reason' in phase && ['person', 'iam'].includes(phase.reason.kind);
  return isSame || goesOnBack || isAnswer ? null : (ABOUT[to] ?? null);
}

/** Each rollback, hold, stuck target and end is told in the channel exactly once; the starter is called, and nobody who has no part in it. */
export function createNoticeInvariants(ground: Ground): NoticeInvariants {
  const { breach } = ground;
  const reminders = createReminderInvariants(ground);
  const due: string[] = [];
  const told: string[] = [];
  return {
    onSave: (before, after) => {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      reminders.onSave(before, after);
      if (is === null) return;
      const about = findDue(was?.id === is.id ? was : null, is);
      if (about !== null) due.push(`${is.id}: ${about} since ${phaseStart(is.phase)}`);
    },
    onNews: (rollout, { about, since, mention }) => {
      const { id, by, approved = [] } = rollout;
      if (isReminder(about)) reminders.onNews(rollout, about, since);
      else told.push(`${id}: ${about} since ${since}`);
      const known = new Set(approved.flatMap((step) => step.by.map((person) => person.id)));
      if ('id' in by) known.add(by.id);
      const strangers = mention.filter((person) => !known.has(person));
      if (strangers.length > 0 || new Set(mention).size < mention.length)
        breach({ invariant: 'only the starter and the approvers are called, each once', detail: mention.join(', ') });
    },
    atRest: (record) => {
      reminders.atRest(record);
      const [want, have] = [due, told].map((all) => all.toSorted().join('\n'));
      if (want !== have)
        breach({
          invariant: 'each change that people need to know is told in the channel once',
          detail: `due\n${want}\ntold\n${have}`,
        });
    },
  };
}
