import type { Plan } from '../../domain/plan/plan.ts';
import { type PlanShape, planOfShape, predefinedPlan, shapeInName } from '../../domain/plan/predefined.ts';
import { duration } from '../../domain/wording.ts';
import { durationMs, durationPattern } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { quote } from '../read/quote.ts';
import { shareTooFine } from '../rules/share.ts';
import { FORMS, planRemedy, shapeText } from './plan-remedy.ts';

interface Wrong {
  readonly message: string;
  readonly remedy: string;
}

/** The plan that a text describes, or the problem of the text. */
export type PlanText = { readonly plan: Plan } | Wrong;

/** Reads `canary 10% 5m`, `linear 10% every 2m`, a name in CodeDeploy's style, or a predefined strategy of AppConfig. */
export function parsePlanText(text: string): PlanText {
  const name = text.trim();
  const predefined = predefinedPlan(name);
  if (predefined !== null) return { plan: predefined };
  const named = shapeInName(name);
  if (named !== null) return planIn(named, waitProblem(named, name));
  // AppConfig's other strategies are unknown here, and its canary strategies grow by doubling.
  const strategy = shapeInName(name.replace(/^AppConfig\.(?=Linear)/, ''));
  const objection = strategy === null ? null : waitProblem(strategy, name);
  if (strategy !== null && objection !== null) return planIn(strategy, objection);
  const [, form = '', share = '', wait = ''] =
    /^\s*(canary|linear)\s+(\d+(?:\.\d+)?)\s*%\s+(?:every\s+)?(\S+)\s*$/i.exec(text) ?? [];
  if (form === '') return { message: `${quote(text)} is not a plan.`, ...planRemedy(name) };
  if (!durationPattern.test(wait)) return { message: `${quote(wait)} is not a duration.`, remedy: FORMS };
  // Checked before the steps are made: a tiny share would need millions of them.
  if ((share.split('.')[1] ?? '').length > limits.shareDecimals) return shareTooFine(`${share}%`);
  return planIn({ form: form.toLowerCase() as PlanShape['form'], weight: Number(share), ms: durationMs(wait) }, null);
}

function planIn(shape: PlanShape, objection: Wrong | null): PlanText {
  const { weight } = shape;
  if (weight <= 0 || weight >= 100)
    return { message: `A share of ${weight}% is no step.`, remedy: 'Write a share above 0% and below 100%.' };
  return objection ?? { plan: planOfShape(shape) };
}

/**
 * Returns the problem of a name whose wait is too short. The wait appears in no step of the file, so the complaint gives the
 * name and the nearest plan that works.
 */
function waitProblem(shape: PlanShape, name: string): Wrong | null {
  if (shape.ms >= limits.shortestWait) return null;
  const nearest = shapeText({ ...shape, ms: limits.shortestWait });
  return {
    message: `${name} waits ${duration(shape.ms)}, and timers fire within the minute.`,
    remedy: `Write \`${nearest}\`, the nearest that works.`,
  };
}
