import { distance } from 'fastest-levenshtein';
import { type PlanShape, planOfShape } from '../../domain/plan/predefined.ts';
import { durationText } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { planComplaints } from '../rules/plan.ts';

/** The remedy for a plan of one text: the forms that it may have. */
export const FORMS =
  'Write `canary 10% 5m`, `linear 10% every 2m`, a name in the manner of Canary10Percent5Minutes, or a list of steps.';

/** Returns a shape as a person writes it: `linear 10% every 5m`. */
export function shapeText({ form, weight, ms }: PlanShape): string {
  return `${form} ${weight}% ${form === 'linear' ? 'every ' : ''}${durationText(ms)}`;
}

/**
 * The replacements for CodeDeploy's configurations for servers, which count instances; their number is unknown here. Each
 * replacement raises by no more at once: half the users, or a tenth of them. Source: AWS CodeDeploy User Guide, "Deployment
 * configurations on an EC2/on-premises compute platform".
 */
const BY_INSTANCE: Readonly<Record<string, PlanShape>> = {
  HalfAtATime: { form: 'linear', weight: 50, ms: 10 * limits.shortestWait },
  OneAtATime: { form: 'linear', weight: 10, ms: 10 * limits.shortestWait },
};

/** Matches a name, a number, a word that begins with no unit of time, and another number with its unit. */
const NUMBERS =
  /^[^\da-z]*([a-z]+)[^\da-z]*(\d{1,3}(?:\.\d{1,2})?)(?!\s*[smhd](?:\b|[a-z]*\d|$))[^\d]+?(\d{1,6})\s*(s|m|h|d)[a-z]*[^\da-z]*$/i;

/**
 * Returns the remedy for a text that is no plan. It suggests a plan only where the text contains all its numbers, so that no
 * suggestion raises by more at once, or reaches everybody sooner, than the text; a misspelt AllAtOnce is an exception.
 */
export function planRemedy(text: string): { readonly remedy: string } {
  const name = text.replace(/^CodeDeployDefault\.?/i, '');
  const byInstance = Object.entries(BY_INSTANCE).find(([known]) => known.toLowerCase() === name.toLowerCase());
  if (byInstance !== undefined) {
    const [known, shape] = byInstance;
    return {
      remedy: `${known} counts instances, and Serin shares of traffic. Write for example \`${shapeText(shape)}\`.`,
    };
  }
  const plain = name.replace(/^(?:Lambda|ECS|AppConfig\.(?=Linear))/i, '');
  if (/^all/i.test(plain) && distance(plain.toLowerCase(), 'allatonce') <= 2)
    return { remedy: 'Did you mean AllAtOnce?' };
  const shape = findShape(plain);
  return { remedy: shape === null ? FORMS : `Did you mean \`${shapeText(shape)}\`?` };
}

/** Returns the shape with the name and numbers of a text; null where one is missing, or where the shape would be refused too. */
function findShape(text: string): PlanShape | null {
  const [, word = '', share = '', count = '', unit = ''] = NUMBERS.exec(text) ?? [];
  const form = (['canary', 'linear'] as const).find((known) => distance(word.toLowerCase(), known) <= 2);
  const weight = Number(share);
  if (form === undefined || weight <= 0 || weight >= 100) return null;
  const ms = Number(count) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit.toLowerCase() as 's'];
  const shape = { form, weight, ms: Math.max(ms, limits.shortestWait) };
  return planComplaints(planOfShape(shape)).length === 0 ? shape : null;
}
