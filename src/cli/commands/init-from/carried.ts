import { commonFields, targetSchema } from '../../../config/schema/common-fields.ts';
import type { FilePlan } from '../../../config/schema/plans.ts';
import { functionName } from '../../../config/steps/hook.ts';
import { NO_ALARM } from '../init/yaml-parts.ts';
import { type Resolved, resolveText, type Scope } from './resolve.ts';
import { intrinsicIn, isAbsent } from './template.ts';

/** A word for a serin.yml, and what to say beside it: what to write instead of a placeholder, or where the word is from. */
export interface Filled {
  readonly text: string;
  readonly remark: string | null;
}

/** The plan for a type of deployment. */
export interface CarriedPlan {
  readonly plan: FilePlan;
  readonly remark: string | null;
}

/** A function whose traffic CodeDeploy shifts. */
export interface Carried {
  /** Its name in the template. */
  readonly called: string;
  readonly function: Filled;
  readonly alias: Filled;
  readonly alarms: readonly Filled[];
  readonly plan: CarriedPlan;
  /** The functions that are called before the first user and after the last; null where there is none. */
  readonly before: Filled | null;
  readonly after: Filled | null;
  /** Differences between its service and what CodeDeploy does. */
  readonly notes: readonly string[];
}

/** Everything that a template says about CodeDeploy. */
export interface Carryover {
  readonly services: readonly Carried[];
  /** Lines about what is left out, and about the whole file. */
  readonly notes: readonly string[];
}

/** Marks what a person has to write. */
export const change = (remark: string): string => `CHANGE: ${remark}`;

/** Returns a resolved word, or a placeholder where it is unknown or not allowed in a serin.yml. */
function fill(resolved: Resolved, placeholder: string, isAllowed: (text: string) => boolean): Filled {
  if (resolved.text === null) return { text: placeholder, remark: change(resolved.remark) };
  if (isAllowed(resolved.text)) return { text: resolved.text, remark: resolved.remark };
  return { text: placeholder, remark: change(`"${resolved.text}" cannot be written here: write a name`) };
}

const isFunctionName = (text: string): boolean => functionName.safeParse(text).success;

const isAlias = (alias: string): boolean =>
  targetSchema.safeParse({ kind: 'lambda-alias', function: 'any', alias }).success;

const isAlarm = (name: string): boolean => commonFields.alarms.safeParse([name]).success;

/** Returns a word that fits into a placeholder. */
const placeholderFor = (called: string): string => `name-of-${called.replace(/[^A-Za-z0-9_-]/g, '')}`.slice(0, 60);

/** Returns the name of a function, also from its ARN. @param called the name in the template */
export function fillFunction(resolved: Resolved, called: string): Filled {
  // arn:aws:lambda:eu-west-1:123456789012:function:smoke
  const name =
    resolved.text === null ? undefined : /^arn:[^:]+:lambda:[^:]*:\d*:function:([^:]+)$/.exec(resolved.text)?.[1];
  return fill(
    name === undefined ? resolved : { text: name, remark: resolved.remark },
    placeholderFor(called),
    isFunctionName,
  );
}

/** Returns the name of an alias. */
export function fillAlias(resolved: Resolved): Filled {
  return fill(resolved, 'name-of-the-alias', isAlias);
}

/** Returns the alarms of a list, each once; one placeholder where the list itself is an expression. */
export function fillAlarms(value: unknown, scope: Scope): readonly Filled[] {
  if (isAbsent(value)) return [];
  const entries = Array.isArray(value) ? value.filter((entry) => !isAbsent(entry)) : [value];
  const filled = entries.map((entry, index) => fillAlarm(resolveText(entry, scope), entry, index));
  return filled.filter(({ text }, index) => filled.findIndex((other) => other.text === text) === index);
}

/** Returns the name of an alarm. @param entry the value in the template, for the placeholder */
export function fillAlarm(resolved: Resolved, entry: unknown, index: number): Filled {
  const intrinsic = intrinsicIn(entry);
  const referred = intrinsic?.name === 'Ref' ? placeholderFor(String(intrinsic.given)) : null;
  return fill(resolved, referred ?? `${NO_ALARM}-${index + 1}`, isAlarm);
}
