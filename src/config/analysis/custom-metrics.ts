import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { percentPattern, rateOf } from '../read/percents.ts';
import { valueAt } from '../read/schema-walk.ts';
import { customNames } from './by-arm-metrics.ts';

/** The name of a metric beside errors and latency, which messages and tables show. */
const namePattern = /^[a-z][a-z0-9-]{0,29}$/;

/** The names of what is compared anyway. */
const TAKEN = ['requests', 'errors', 'latency'];

/**
 * Returns complaints about the metrics that are compared beside errors and latency. Paths begin at the analysis.
 *
 * @param places the number of targets that publish requests by version; null where a target is not well-formed
 */
export function customRules(written: unknown, places: number | null): readonly Complaint[] {
  const names = customNames(written);
  const isOwn = valueAt(written, ['metrics']) !== undefined;
  const complaints = names.flatMap((name) => {
    const metric = valueAt(written, ['custom', name]);
    const isPooled = !isOwn && places !== null && places > 1;
    return nestComplaints([name], [...nameRules(name), ...fieldRules(metric, isPooled), ...percentRules(metric)]);
  });
  return nestComplaints(
    ['custom'],
    [...countRules(names), ...absentRules(names, isOwn || places !== 0), ...complaints],
  );
}

function countRules({ length }: readonly string[]): readonly Complaint[] {
  if (length <= limits.customMetrics) return [];
  const message = `custom must have at most ${limits.customMetrics} entries, not ${length}.`;
  return [{ path: [], message, remedy: 'Keep those that say something about a new version.' }];
}

function absentRules({ length }: readonly string[], isCompared: boolean): readonly Complaint[] {
  if (length === 0 || isCompared) return [];
  return [
    {
      path: [],
      message: 'These are compared beside requests and errors, and no metrics tell those of both versions apart.',
      remedy: 'Add `metrics` with requests and errors by version.',
    },
  ];
}

function nameRules(name: string): readonly Complaint[] {
  if (namePattern.test(name) && !TAKEN.includes(name)) return [];
  return [
    {
      path: [],
      message: TAKEN.includes(name)
        ? `${name} is compared anyway, so it cannot be the name of another metric.`
        : `"${name}" cannot be the name of a metric.`,
      remedy: 'Use lower-case letters, digits and -, starting with a letter, at most 30.',
    },
  ];
}

/** @param isPooled true where several targets have requests, each with a share of its own while one is raised before the other */
function fieldRules(metric: unknown, isPooled: boolean): readonly Complaint[] {
  const has = (field: string) => valueAt(metric, [field]) !== undefined;
  const only = (field: string): readonly Complaint[] =>
    has('value') && has(field)
      ? [
          {
            path: [field],
            message: `A value has no ${field}.`,
            remedy: `Remove ${field}, or write cases instead of value.`,
          },
        ]
      : [];
  if (has('cases') === has('value')) {
    const message = has('cases') ? 'A metric has cases or a value, not both.' : 'A metric needs cases or a value.';
    return [{ path: [], message, remedy: 'Write `cases` for a rate such as orders of visits, or `value` for a size.' }];
  }
  const of: readonly Complaint[] =
    has('cases') && !has('of') && isPooled
      ? [
          {
            path: [],
            message:
              'Several targets have requests, and while one is raised before the other these are no measure for cases.',
            remedy: 'Add `of`, the metric of what can be a case, by arm.',
          },
        ]
      : [];
  return [...only('of'), ...only('limit'), ...of];
}

function percentRules(metric: unknown): readonly Complaint[] {
  return ['tolerance', 'limit'].flatMap((field) => {
    const text = valueAt(metric, [field]);
    if (typeof text !== 'string' || !percentPattern.test(text)) return [];
    const rate = rateOf(text);
    if (field === 'tolerance' ? rate <= 1 : rate > 0 && rate < 1) return [];
    const remedy = field === 'tolerance' ? 'Write at most 100%.' : 'Write more than 0% and less than 100%.';
    return [{ path: [field], message: `A ${field} cannot be ${text}.`, remedy }];
  });
}
