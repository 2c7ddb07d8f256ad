import type { Finding } from '../../domain/finding.ts';
import { stepsOf } from '../../domain/plan/plan.ts';
import type { Service } from '../../domain/service.ts';
import type { HookStep } from '../../domain/steps/hook.ts';
import type { Deps } from '../deps.ts';

/** Returns the findings about one hook: its function is looked up with the qualifier of the call, and not run. */
async function checkHook(deps: Deps, service: string, hook: HookStep): Promise<readonly Finding[]> {
  const about = hook.function;
  try {
    const why = await deps.hooks.whyNot(hook);
    return why === null ? [] : [{ severity: 'blocks', code: 'hook', about, ...why }];
  } catch (error) {
    deps.log.warn({ service, hook: about, error: String(error) }, 'a hook could not be looked at');
    const message = `Lambda did not say whether ${about} can be called.`;
    return [{ severity: 'warns', code: 'hook-unknown', about, message, remedy: 'Start again if that check matters.' }];
  }
}

/**
 * Returns the findings about the plan's hooks: each must exist, and Serin must be allowed to call it. Looks up each function once.
 */
export async function hookFindings(deps: Deps, { name, plan }: Service): Promise<readonly Finding[]> {
  const hooks = new Map(stepsOf(plan, 'hook').map(({ step }) => [`${step.function}:${step.qualifier}`, step] as const));
  return (await Promise.all([...hooks.values()].map((hook) => checkHook(deps, name, hook)))).flat();
}
