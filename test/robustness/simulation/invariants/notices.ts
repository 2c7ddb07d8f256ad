import type { Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { Ground } from './invariants.ts';

/** What is checked of the messages in the channel, and when. */
export interface NoticeInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  /** With every message that Slack took. */
  onTold(rollout: Rollout | null, key: string, text: string): void;
  /** When faults have been over for long. */
  atRest(): void;
}

/** What began and is due to be told; null where a save begins nothing of that kind. */
function findDue(was: Rollout | null, { phase }: Rollout): string | null {
  const goesBack = was?.phase.status === 'rolling-back' || was?.phase.status === 'stuck';
  if (phase.status === 'rolling-back' && phase.reason.kind === 'verdict') return goesBack ? null : phase.reason.detail;
  if (phase.status !== 'holding') return null;
  const isHeld = was?.phase.status === 'holding' && was.phase.since === phase.since;
  const isJudged = phase.why.kind === 'unhealthy' || phase.why.kind === 'inconclusive';
  return isHeld || !isJudged ? null : phase.why.detail;
}

/** Each rollback and each hold for a verdict is told in the channel exactly once, with its numbers. */
export function createNoticeInvariants({ breach }: Ground): NoticeInvariants {
  const due: { readonly id: string; readonly text: string }[] = [];
  const told: { readonly id: string; readonly text: string }[] = [];
  return {
    onSave: (before, after) => {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      if (is === null) return;
      const text = findDue(was?.id === is.id ? was : null, is);
      if (text !== null) due.push({ id: is.id, text });
    },
    onTold: (rollout, key, text) => {
      if (rollout !== null && key.startsWith('notice#')) told.push({ id: rollout.id, text });
    },
    atRest: () => {
      const [want, have] = [due, told].map((all) => all.map(({ id, text }) => `${id}: ${text}`).sort());
      if (JSON.stringify(want) !== JSON.stringify(have))
        breach({
          invariant: 'each rollback and hold for a verdict is told in the channel once',
          detail: `due ${JSON.stringify(want)}, told ${JSON.stringify(have)}`,
        });
    },
  };
}
