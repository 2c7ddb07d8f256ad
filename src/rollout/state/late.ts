import { isAhead, isComing } from '../../domain/rollout/expected.ts';
import { phaseStart, type Rollout } from '../../domain/rollout/record.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { duration, percent, rollbackHint, statusWords, withoutFullStop } from '../../domain/wording.ts';
import { toNotice } from './remind.ts';
import { accept, addEntry } from './transition.ts';

/** People are told of a target that is on its way to a share for longer than this, in milliseconds. */
const LONG_MS = 30 * 60_000;

/** Tells people once for an intention, in the thread and in the channel; null where they were told. */
function tellOnce(before: Rollout, rollout: Rollout, now: number, text: string): Decision | null {
  const { generation, lateTold } = rollout;
  if (lateTold === generation) return null;
  const told = accept(before, addEntry({ ...rollout, lateTold: generation }, now, text), text);
  return { ...told, effects: [...told.effects, toNotice(told.next, 'late', now, text)] };
}

/** Tells people of a target that is on its way for long, and what it waits for. Serin keeps waiting. Null while there is none. */
export function tellLate(before: Rollout, rollout: Rollout, now: number): Decision | null {
  const lasts = now - phaseStart(rollout.phase);
  const late = rollout.targets.find((target) => isComing(target, target.observed, rollout));
  if (lasts <= LONG_MS || late?.observed?.towards === undefined) return null;
  const { weight, towards } = late.observed;
  const share = weight === null || weight === towards.weight ? '' : ` It has ${percent(weight)} now.`;
  const text = `${late.name} has been on its way to ${percent(towards.weight)} for ${duration(lasts)}: ${withoutFullStop(towards.waitsFor)}.${share} Serin keeps waiting. Find out why it does not get there${rollbackHint(rollout)}.`;
  return tellOnce(before, rollout, now, text);
}

/**
 * Tells people of a target that came to its share although the plan stands still in the middle of that shift, and that cannot be lowered.
 * A pause stays a pause. Null while there is none.
 */
export function tellAhead(before: Rollout, rollout: Rollout, now: number): Decision | null {
  const ahead = rollout.targets.find(
    (target) => target.observed?.fault?.permanent === true && isAhead(rollout, target, target.observed),
  );
  const { phase } = rollout;
  if (!ahead?.observed?.fault || ahead.observed.weight === null) return null;
  const is = percent(ahead.observed.weight);
  const text = `${ahead.name} stays at ${is} instead of ${percent(rollout.weight)}: ${withoutFullStop(ahead.observed.fault.message)}. The rollout stays ${statusWords[phase.status]}. Resume to go on from ${is}${rollbackHint(rollout)}.`;
  return tellOnce(before, rollout, now, text);
}
