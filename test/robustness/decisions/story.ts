import type { Step } from '../../rollout/steps.ts';
import { breachIn, shorten, worldOf } from './check.ts';

function answerOf({ decision }: Step): string {
  if ('because' in decision) return `${decision.answer}: ${decision.because}`;
  const { phase, weight, timeline } = decision.next;
  return `${phase.status} at ${weight}%: ${timeline.at(-1)?.text ?? 'nothing is told'}`;
}

/** The world of a seed as a story: what it is, what breaks, and what happened until then. Empty where every law holds. */
export function storyOf(seed: number): readonly string[] {
  const world = worldOf(seed);
  const breach = breachIn(world, true);
  if (breach === null) return [];
  const short = shorten(world, breach);
  const taken: Step[] = [];
  const { detail } = breachIn(short, true, (step) => taken.push(step)) ?? breach;
  const began = taken[0]?.now ?? 0;
  const { plan, ...others } = short.settings;
  return [
    `seed ${seed}: ${breach.code}`,
    `  ${detail}`,
    `  plan: ${JSON.stringify(plan)}`,
    `  ${JSON.stringify(others)}`,
    '',
    ...taken.map((step) => `  ${(step.now - began) / 1_000} s  ${step.signal.kind}: ${answerOf(step)}`),
    '',
    ...short.list.map((happening) => `  given: ${JSON.stringify(happening)}`),
    '',
    `npm run simulate:decide -- --seed ${seed} repeats it`,
  ];
}
