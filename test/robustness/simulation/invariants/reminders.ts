import type { News } from '../../../../src/domain/rollout/effect.ts';
import type { Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { Ground } from './invariants.ts';

type Reminder = Extract<News['about'], 'late' | 'pause'>;

/** Tells whether a message in the channel reminds of a target, instead of telling of a change of the rollout. */
export const isReminder = (about: News['about']): about is Reminder => about === 'late' || about === 'pause';

/** What is checked of the messages that remind people of a target, and when. */
export interface ReminderInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  /** With every such message in the channel. */
  onNews(rollout: Rollout, about: Reminder, since: number): void;
  /** When faults have been over for long. */
  atRest(record: ServiceRecord | null): void;
}

/** The reminders that one save decides: a target that is late, once for an intention, and a pause that ends soon, once for each. */
function findDecided(was: Rollout | null, is: Rollout): readonly Reminder[] {
  const isLate = is.lateTold !== undefined && is.lateTold !== was?.lateTold;
  const ofPauses = is.targets.some(
    ({ name, remindedOf }) =>
      remindedOf !== undefined && remindedOf !== was?.targets.find((one) => one.name === name)?.remindedOf,
  );
  return [...(isLate ? (['late'] as const) : []), ...(ofPauses ? (['pause'] as const) : [])];
}

/** Each reminder was decided, and is posted once. A target that is still late was told of. */
export function createReminderInvariants({ breach }: Ground): ReminderInvariants {
  const decided = new Set<string>();
  const told = new Set<string>();
  let late: { readonly rollout: string; readonly generation: number; readonly key: string } | null = null;
  return {
    onSave: (before, after) => {
      const is = after.rollout;
      if (is === null) return;
      const was = before?.rollout?.id === is.id ? before.rollout : null;
      for (const about of findDecided(was, is)) {
        const since = is.timeline.at(-1)?.at ?? 0;
        const key = `${is.id}: ${about} since ${since}`;
        decided.add(key);
        if (about === 'late') late = { rollout: is.id, generation: is.generation, key };
      }
    },
    onNews: ({ id }, about, since) => {
      const key = `${id}: ${about} since ${since}`;
      if (!decided.has(key) || told.has(key))
        breach({ invariant: 'people are reminded of a target once, when it was decided', detail: key });
      told.add(key);
    },
    atRest: (record) => {
      const is = record?.rollout;
      if (late === null || late.rollout !== is?.id || late.generation !== is.generation || told.has(late.key)) return;
      breach({ invariant: 'people are told of a target that is late', detail: late.key });
    },
  };
}
