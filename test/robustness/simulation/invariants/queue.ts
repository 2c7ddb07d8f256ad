import { MAX_QUEUED, type QueuedStart } from '../../../../src/domain/queue/queue.ts';
import type { News } from '../../../../src/domain/rollout/effect.ts';
import { phaseStart, type Rollout, type ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import { rolloutId } from '../../../../src/engine/ids.ts';
import type { Invocation } from '../line.ts';
import type { Ground } from './invariants.ts';
import { createScheduleInvariants } from './schedule.ts';

/** What is checked of the starts that wait, and when. */
export interface QueueInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void;
  /** With every message in the channel that a queue has stopped, or that a hotfix goes first. */
  onNews(rollout: Rollout, news: Pick<News, 'about' | 'since' | 'mention'>): void;
  /** When faults have been over for some minutes. */
  hasMoved(record: ServiceRecord | null): void;
  /** When faults have been over for long. */
  atRest(record: ServiceRecord | null): void;
}

const startsIn = (record: ServiceRecord | null): readonly QueuedStart[] => record?.queue?.starts ?? [];

/** When a start was asked for at the latest; the clocks of the workers that noted a scheduled one and a rollback may differ. */
const askedAt = (start: QueuedStart | undefined): number =>
  (start?.at ?? 0) + (start?.scheduled === undefined ? 0 : CLOCK_SKEW_MS);

/** Those who wait start in their order, each once; nobody is forgotten, and after a rollback people say that it goes on. */
export function createQueueInvariants({ now, service, heard, breach }: Ground): QueueInvariants {
  const fail = (invariant: string, detail: string): void => breach({ invariant, detail });
  const known = new Map<string, QueuedStart>();
  const begun = new Set<string>();
  const due: string[] = [];
  const told: string[] = [];
  /** The hotfixes that were put into the queue or began at once, and those that the channel was told of. */
  const urgent: string[] = [];
  let hotfixesTold = 0;
  const schedule = createScheduleInvariants({ now, service, fail });
  let rolledBackAt = 0;

  /** Who waits keeps their place; who comes goes behind all others, a hotfix behind other hotfixes only, by a command of their own. */
  const keepsOrder = (before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void => {
    const [was, is] = [startsIn(before), startsIn(after)];
    const kept = was.filter(({ key }) => is.some((start) => start.key === key));
    const come = is.filter(({ key }) => !was.some((start) => start.key === key));
    const isUrgent = ({ hotfix }: QueuedStart): boolean => hotfix !== undefined;
    const due = [...kept, ...come];
    const keysOf = (starts: readonly QueuedStart[]): string => starts.map(({ key }) => key).join(', ');
    if (keysOf(is) !== keysOf([...due.filter(isUrgent), ...due.filter((start) => !isUrgent(start))]))
      fail('the queue keeps its order', keysOf(is));
    if (is.length > 3 * MAX_QUEUED) fail('the queue is bounded', `${is.length} wait`);
    for (const start of come) {
      if (known.has(start.key)) fail('nobody starts twice', `${start.label} waits once more`);
      const isFromSchedule = schedule.hasCome(before, start);
      if (!isFromSchedule && (by?.command?.name !== 'start' || by.command.by !== start.by.id))
        fail('who waits has asked for it', `${start.label} of ${start.by.id}`);
      if (isUrgent(start)) urgent.push(start.label);
      known.set(start.key, start);
    }
  };

  /** Who does not wait any more has started, or was taken out. */
  const losesNobody = (before: ServiceRecord | null, after: ServiceRecord, by: Invocation | null): void => {
    const { rollout } = after;
    const begins = rollout !== null && rollout.id !== before?.rollout?.id ? rollout.canary : null;
    for (const { key, label } of startsIn(before)) {
      if (startsIn(after).some((start) => start.key === key) || label === begins) continue;
      const isUrgentNow = by?.command?.isHotfix === true && startsIn(after).some((start) => start.label === label);
      if (by?.command?.name !== 'leave-queue' && !isUrgentNow)
        fail('nobody who waits is lost', `${label}, by ${by?.what ?? 'somebody'}`);
    }
  };

  /** Nobody passes those who wait while the queue moves, and only the first of it starts by itself. */
  const startsInOrder = (
    before: ServiceRecord | null,
    after: ServiceRecord,
    rollout: Rollout,
    by: Invocation | null,
  ): void => {
    const [first] = startsIn(before);
    const isFirst = first !== undefined && rolloutId(service.name, first.key) === rollout.id;
    const isStopped = before?.queue?.stop !== undefined;
    if (startsIn(after).some(({ label }) => label === rollout.canary))
      fail('nobody starts twice', `${rollout.canary} began and waits`);
    if (begun.has(rollout.id)) fail('nobody starts twice', `${rollout.canary} began before`);
    begun.add(rollout.id);
    if (by?.command?.name === 'start') {
      const isHotfix = by.command.isHotfix === true;
      if (isHotfix) urgent.push(rollout.canary);
      if (first !== undefined && !isStopped && !isHotfix)
        fail('nobody passes those who wait', `${rollout.canary} before ${first.label}`);
      return;
    }
    if (!isFirst)
      fail('the queue keeps its order', `${rollout.canary} begins, and ${first?.label ?? 'nobody'} is first`);
    const isBack = before?.rollout?.phase.status === 'rolled-back';
    const isResumed = heard.some(({ name, at }) => name === 'resume-queue' && at >= rolledBackAt - 60_000);
    if (isStopped || (isBack && rolledBackAt > askedAt(first) && !isResumed && first?.hotfix === undefined))
      fail('a queue that has stopped waits for people', `${rollout.canary} begins`);
  };

  return {
    onSave: (before, after, by) => {
      schedule.onSave(before, after, by);
      keepsOrder(before, after, by);
      losesNobody(before, after, by);
      const { rollout, queue } = after;
      const was = before?.rollout ?? null;
      if (rollout === null) return;
      if (was?.id !== rollout.id) startsInOrder(before, after, rollout, by);
      const isBack = rollout.phase.status === 'rolled-back';
      if (isBack && (was?.id !== rollout.id || was.phase.status !== 'rolled-back')) {
        rolledBackAt = now();
        if (queue !== undefined && queue.stop === undefined && queue.starts[0]?.hotfix === undefined)
          fail(
            'a queue that has stopped waits for people',
            `after the rollback of ${rollout.canary}, ${phaseStart(rollout.phase)}`,
          );
      }
      if (queue?.stop !== undefined && queue.stop.at !== before?.queue?.stop?.at) due.push(String(queue.stop.at));
    },

    onNews: ({ by: starter }, { about, since, mention }) => {
      if (about === 'hotfix') hotfixesTold += 1;
      else if (about === 'scheduled') schedule.onNews();
      else told.push(String(since));
      const concerned = [starter, ...[...known.values()].map(({ by }) => by)];
      const strangers = mention.filter((person) => !concerned.some((one) => 'id' in one && one.id === person));
      if (strangers.length > 0) fail('only who waits is called', strangers.join(', '));
    },

    hasMoved: (record) => {
      schedule.hasMoved(record);
      const { queue, rollout } = record ?? {};
      if (queue === undefined || queue.stop !== undefined || queue.wait !== undefined) return;
      if (
        rollout?.phase.status === 'completed' &&
        now() - Math.max(rollout.phase.at, queue.starts[0]?.scheduled?.at ?? 0) > 6 * 60_000
      )
        fail('who is next starts', `${rollout.canary} has completed, and ${queue.starts[0]?.label} waits`);
    },

    atRest: (record) => {
      schedule.atRest(record);
      if (record?.queue !== undefined && record.queue.stop === undefined)
        fail('nobody who waits is lost', `${startsIn(record).map(({ label }) => label)} wait for nothing`);
      const [want, have] = [due, told].map((all) => all.toSorted().join(' '));
      if (urgent.length !== hotfixesTold)
        fail('the channel is told of each hotfix once', `${urgent.join(', ')}, told ${hotfixesTold} times`);
      if (want !== have) fail('people are told once that a queue has stopped', `due ${want}, told ${have}`);
    },
  };
}
