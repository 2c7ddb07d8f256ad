import { openWords } from '../../domain/plan/cohorts.ts';
import type { BakeStep } from '../../domain/steps/bake.ts';
import { duration, percent } from '../../domain/wording.ts';
import { addEntry, effectiveMoment } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepHandler } from './handler.ts';

/** Waits and watches at the weight that was reached, from when every user has it. */
export const bake: StepHandler<BakeStep> = {
  needsQuietAlarms: false,
  describe: ({ ms }) => `Bake ${duration(ms)}`,
  enter: (rollout, { ms }, now) => {
    const from = effectiveMoment(rollout, now);
    const who = rollout.targets.some(({ splits }) => splits === 'resolvers') ? 'resolvers' : 'users';
    const later = from > now ? `, counted from when all ${who} have it, in ${duration(from - now)}` : '';
    const text = `Now at ${percent(rollout.weight)}${openWords(rollout.cohorts)}, watching for ${duration(ms)}${later}.`;
    return addEntry({ ...rollout, phase: { status: 'baking', since: now, until: from + ms } }, now, text);
  },
};

/** A bake that runs. */
export const baking: HandlerOf<'baking'> = {
  resume: (rollout, { remaining }, now) => ({
    ...rollout,
    phase: { status: 'baking', since: now, until: now + remaining },
  }),
  onTimer: (_rollout, { until }, _look, now) =>
    now >= until ? { answer: 'step-ends', due: until, say: 'The bake is over.' } : NOTHING_DUE,
};
