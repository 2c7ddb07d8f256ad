import { isPerson } from '../../../../src/domain/people/requester.ts';
import { approvalSteps } from '../../../../src/domain/plan/plan.ts';
import { isFinished, type Rollout } from '../../../../src/domain/rollout/record.ts';
import type { Invocation } from '../line.ts';
import type { Ground } from './invariants.ts';

/** Who may promote a service: asked of each rollout that ran at some time while an invocation was at work. */
export interface Promoters {
  /** With every save of the record. */
  onSave(rollout: Rollout | null): void;
  /** Whether the person of an invocation may promote, as docs/guides/freeze.md has it. */
  isOne(by: Invocation | null): boolean;
}

/** An invocation asks Slack who somebody is, which takes its time: what it asked for is what ran when it began. */
export function createPromoters({ now, service }: Pick<Ground, 'now' | 'service'>): Promoters {
  /** The rollouts that ran, each until the next one; null for none. */
  let spells: readonly { readonly until: number; readonly running: Rollout | null }[] = [];
  let running: Rollout | null = null;

  const isOneOf = (one: Rollout | null, who: string): boolean => {
    const last = approvalSteps((one?.config ?? service).plan).at(-1);
    if (last !== undefined) return last.approval.from.includes(who);
    return one === null || (isPerson(one.by) && one.by.id === who);
  };

  return {
    onSave: (rollout) => {
      const next = rollout === null || isFinished(rollout) ? null : rollout;
      if (next?.id !== running?.id) spells = [...spells.slice(-9), { until: now(), running }];
      running = next;
    },
    isOne: (by) => {
      if (by?.command == null) return false;
      const { command, beganAt } = by;
      const ran = spells.filter(({ until }) => until >= beganAt).map((spell) => spell.running);
      return [...ran, running].some((one) => isOneOf(one, command.by));
    },
  };
}
