import type { Plan } from '../rollout/plan.ts';
import { canaryPlan, linearPlan, predefinedNames, predefinedPlan } from '../rollout/predefined.ts';
import { meant } from './closest.ts';
import { durationMs, durationPattern } from './durations.ts';
import { quote } from './explain-words.ts';
import { limits } from './limits.ts';
import { tooFine } from './plan-rules.ts';

const FORMS =
  'Write `canary 10% 5m`, `linear 10% every 2m`, a predefined name such as Canary10Percent5Minutes, or a list of steps.';

/** A plan that is one text, or what is wrong with the text. */
export type PlanText = { readonly plan: Plan } | { readonly message: string; readonly remedy: string };

/** Reads `canary 10% 5m`, `linear 10% every 2m` or a predefined name of CodeDeploy or AppConfig. */
export function parsePlanText(text: string): PlanText {
  const predefined = predefinedPlan(text.trim());
  if (predefined !== null) return { plan: predefined };
  const [, form = '', share = '', wait = ''] =
    /^\s*(canary|linear)\s+(\d+(?:\.\d+)?)\s*%\s+(?:every\s+)?(\S+)\s*$/i.exec(text) ?? [];
  if (form === '') {
    const name = meant(text.trim(), predefinedNames);
    return { message: `${quote(text)} is not a plan.`, remedy: name === null ? FORMS : `Did you mean ${name}?` };
  }
  if (!durationPattern.test(wait)) return { message: `${quote(wait)} is not a duration.`, remedy: FORMS };
  const weight = Number(share);
  if (weight <= 0 || weight >= 100)
    return { message: `A share of ${share}% is no step.`, remedy: 'Write a share above 0% and below 100%.' };
  // Before the steps are made, of which a tiny share would need millions.
  if ((share.split('.')[1] ?? '').length > limits.shareDecimals) return tooFine(`${share}%`);
  const ms = durationMs(wait);
  return { plan: form.toLowerCase() === 'canary' ? canaryPlan(weight, ms) : linearPlan(weight, ms) };
}
