import { isOf } from '../../../../domain/plan/plan.ts';
import type { PhaseOf } from '../../../../domain/rollout/running-phase.ts';
import type { HookStep } from '../../../../domain/steps/hook.ts';
import { duration } from '../../../../domain/wording.ts';
import { code, escapeMrkdwn, formatMoment } from '../parts/mrkdwn.ts';
import type { PhaseView, StepView } from './step-view.ts';

/** A hook. */
export const hook: StepView<HookStep> = {
  words: ({ function: name, pointOfNoReturn, within }) =>
    `Hook ${code(name, 64)}${pointOfNoReturn ? ', the point of no return' : ''}, within ${duration(within)}`,
  gives: () => null,
  unknownLength: { after: 'the hook', takes: 'hooks take' },
};

/** A hook that is called, or is to be called: its progress, and its deadline. */
export const hooking: PhaseView<PhaseOf<'hooking'>> = {
  sign: '🪝',
  buttons: ['pause', 'rollback'],
  situation: ({ config, step }, { call }) => {
    const at = config.plan[step];
    const name = isOf(at, 'hook') ? `\`${escapeMrkdwn(at.function, 100)}\`` : 'a hook';
    const until = `until ${formatMoment(call.until)}`;
    switch (call.state) {
      case 'due':
        return `Calls ${name}.`;
      case 'taken':
        return `${name} runs; waits for its answer ${until}.`;
      case 'done':
        return `${name} is done.`;
      default:
        return `Called ${name}; waits for its answer ${until}.`;
    }
  },
};
