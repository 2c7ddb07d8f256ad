import type { Bug } from './bug.ts';

/** Bugs of the queue behind a running rollout, and of hotfixes. */
export const QUEUE_BUGS: readonly Bug[] = [
  {
    title: 'the last of the queue starts first',
    file: 'src/rollout/queue/take-turn.ts',
    from: 'return now < (queue.wait?.until ?? 0) ? null : (queue.starts[0] ?? null);',
    to: 'return now < (queue.wait?.until ?? 0) ? null : (queue.starts.at(-1) ?? null);',
  },
  {
    title: 'the queue goes on by itself after a rollback',
    file: 'src/rollout/queue/take-turn.ts',
    from: "const stopped = before.phase.status === 'rolled-back' ? null :",
    to: "const stopped = before.phase.status === 'rolled-back' || now > 0 ? null :",
  },
  {
    title: 'a start stays in the queue after it began',
    file: 'src/rollout/queue/take-turn.ts',
    from: 'const starts = queue.starts.filter(({ label }) => label !== next.canary);',
    to: 'const starts = queue.starts.filter(({ label }) => label !== next.canary || now > 0);',
  },
  {
    title: 'a start passes the queue',
    file: 'src/rollout/queue/take-turn.ts',
    from: 'if (isFree || hotfix !== undefined) return null;',
    to: 'if (isFree || hotfix !== undefined || turn !== true) return null;',
  },
  {
    title: 'who joins the queue takes the place of who waits',
    file: 'src/rollout/queue/change-queue.ts',
    from: 'starts: [...(queue?.starts ?? []), start] };',
    to: 'starts: [...(queue?.starts ?? []).slice(1), start] };',
  },
  {
    title: 'who joins the queue is put in front',
    file: 'src/rollout/queue/change-queue.ts',
    from: 'starts: [...(queue?.starts ?? []), start] };',
    to: 'starts: [start, ...(queue?.starts ?? [])] };',
  },
  {
    title: 'a hotfix passes the queue without a word in the channel',
    file: 'src/rollout/queue/change-queue.ts',
    from: '    ...(told !== undefined && { told }),\n  };',
    to: "    ...(told !== undefined && service === '' && { told }),\n  };",
  },
  {
    title: 'a hotfix goes to the end of the queue',
    file: 'src/rollout/queue/change-queue.ts',
    from: 'starts: [...earlier, { ...start, ...keepChoice(start, same) }, ...others],',
    to: 'starts: [...earlier, ...others, { ...start, ...keepChoice(start, same) }],',
  },
  {
    title: 'a scheduled start begins minutes before its moment',
    file: 'src/rollout/queue/schedule.ts',
    from: 'boolean => scheduled.at <= now;',
    to: 'boolean => scheduled.at <= now + 300_000;',
  },
  {
    title: 'a scheduled start stays scheduled after its moment',
    file: 'src/rollout/queue/schedule.ts',
    from: 'scheduled.filter((start) => !due.includes(start)),',
    to: 'scheduled.filter((start) => !due.includes(start) || now > 0),',
  },
  {
    title: 'a scheduled start that was taken out begins all the same',
    file: 'src/rollout/queue/change-schedule.ts',
    from: 'scheduled: scheduled.filter((each) => each !== start), say',
    to: 'scheduled: scheduled.filter((each) => each !== start || leaver.at > 0), say',
  },
  {
    title: 'no timer is set for the moment of a scheduled start',
    file: 'src/rollout/state/next-timer.ts',
    from: 'const scheduled = due === null ?',
    to: 'const scheduled = due === null || now > 0 ?',
  },
];
