import type { Bug } from './bug.ts';

/** Bugs of votes that are taken back. */
export const VOTE_BUGS: readonly Bug[] = [
  {
    title: 'an approval that was withdrawn still counts',
    file: 'src/rollout/commands/withdraw.ts',
    from: 'phase: { ...open, approvals } }, now, text, by)',
    to: 'phase: { ...open } }, now, text, by)',
  },
  {
    title: 'somebody else may withdraw an approval',
    file: 'src/rollout/commands/withdraw.ts',
    from: 'open.approvals.filter(({ by }) => by.id !== signal.by.id)',
    to: 'open.approvals.slice(0, -1)',
  },
];
