import type { Rollout, ServiceRecord } from '../../../../src/domain/rollout/record.ts';
import type { ApproveStep } from '../../../../src/domain/steps/approve.ts';
import { CLOCK_SKEW_MS } from '../../../../src/domain/timing.ts';
import type { Ground } from './invariants.ts';

/** What is checked of people who are called for an approval, and when. */
export interface CallInvariants {
  onSave(before: ServiceRecord | null, after: ServiceRecord): void;
  /** With every message that calls people in the thread. */
  onCalled(rollout: Rollout, mention: readonly string[]): void;
}

/** Who may approve at a moment: those whom it was escalated to only once it was open for long enough, by this reckoning. */
export function approversAt({ from, escalate }: ApproveStep, openedAt: number, at: number): readonly string[] {
  return escalate !== undefined && at >= openedAt + escalate.after - CLOCK_SKEW_MS ? [...from, ...escalate.to] : from;
}

const CALLS = ['Reminds the approvers', 'Not approved after'] as const;

/** People are called for an approval that is open and that they may give; each reminder and each escalation comes once, and not early. */
export function createCallInvariants({ now, breach }: Ground): CallInvariants {
  const made = new Set<string>();
  return {
    onSave: (before, after) => {
      const [was, is] = [before?.rollout ?? null, after.rollout];
      if (is === null || is.phase.status !== 'awaiting-approval') return;
      const { openedAt, expiresAt } = is.phase;
      const gate = is.config.plan[is.step];
      const isNew = ({ n }: { readonly n: number }) => was?.id !== is.id || n > was.entries;
      for (const { text } of is.timeline.filter(isNew)) {
        const call = CALLS.find((words) => text.startsWith(words));
        if (call === undefined || gate?.kind !== 'approve') continue;
        const key = `${is.id}, opened ${openedAt}: ${call}`;
        if (made.has(key)) breach({ invariant: 'people are called again once for an approval', detail: key });
        made.add(key);
        const { remind = 0, escalate = { after: 0 } } = gate;
        const due = call === 'Reminds the approvers' ? expiresAt - remind : openedAt + escalate.after;
        if (now() < due - CLOCK_SKEW_MS)
          breach({ invariant: 'people are called again once for an approval', detail: `${key}, too early` });
      }
    },
    onCalled: ({ phase, config, step }, mention) => {
      const gate = config.plan[step];
      if (phase.status !== 'awaiting-approval' || gate?.kind !== 'approve' || phase.approvals.length >= gate.count)
        return breach({ invariant: 'nobody is called for an approval that is over', detail: mention.join(', ') });
      const may = approversAt(gate, phase.openedAt, now());
      const strangers = mention.filter((person) => !may.includes(person));
      if (strangers.length > 0)
        breach({ invariant: 'only who may approve is called for it', detail: strangers.join(', ') });
    },
  };
}
