import type { Reply } from '../../domain/rollout/effect.ts';
import { rolloutFacts } from '../../domain/rollout/facts.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { CallerAnswer } from '../../ports/caller.ts';
import { listLine } from './replies.ts';

const EMPTY: CallerAnswer = {
  v: 1,
  tone: 'info',
  code: '',
  text: '',
  findings: [],
  rollout: null,
  preview: null,
  services: null,
};

/** Returns an answer to something that changes nothing. */
export function infoAnswer(text: string, rest: Partial<CallerAnswer> = {}): CallerAnswer {
  return { ...EMPTY, text, ...rest };
}

/** Converts the answer for a person to the answer for an IAM identity. @param rollout the rollout it is about, as it is now */
export function toCallerAnswer(
  { tone, code, text, findings }: Reply,
  rollout: Rollout | null,
  now: number,
): CallerAnswer {
  return { ...EMPTY, tone, code, text, findings, rollout: rollout === null ? null : rolloutFacts(rollout, now) };
}

/** Returns the answer to a repeated command: the first answer for a start that succeeded, otherwise the current state. */
export function repeatAnswer(
  service: string,
  rollout: Rollout | null,
  start: { readonly id: string } | null,
  now: number,
): CallerAnswer {
  const facts = rollout === null ? null : rolloutFacts(rollout, now);
  if (start === null) {
    return infoAnswer(`This was asked before and counts once. ${listLine(service, rollout, now)}.`, { rollout: facts });
  }
  if (rollout?.id === start.id) {
    return {
      ...EMPTY,
      tone: 'done',
      text: `Started ${rollout.canary}, by an earlier try of the same.`,
      rollout: facts,
    };
  }
  const text =
    'This start was answered before and did not go through, or is over already. Ask for a new one to hear why.';
  return { ...EMPTY, tone: 'refused', code: 'repeated', text, rollout: facts };
}
