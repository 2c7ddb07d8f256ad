import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';

type Named = Readonly<Record<string, unknown>>;

/** Returns the names of the metrics that are compared beside errors and latency. */
export function customNames(written: unknown): readonly string[] {
  const custom = valueAt(written, ['custom']);
  return typeof custom === 'object' && custom !== null ? Object.keys(custom) : [];
}

/** Returns complaints about metrics that are the same for both arms, or need environments that the service does not have. */
export function metricRules(written: unknown, service: unknown): readonly Complaint[] {
  const hasEnvironments = valueAt(service, ['environments']) !== undefined;
  const errors = valueAt(written, ['metrics', 'errors']);
  const paths: readonly (readonly (string | number)[])[] = [
    ['metrics', 'requests'],
    ...(Array.isArray(errors) ? errors.map((_, i) => ['metrics', 'errors', i]) : []),
    ['metrics', 'latency'],
    ...customNames(written).flatMap((name) => ['cases', 'of', 'value'].map((field) => ['custom', name, field])),
  ];
  return paths.flatMap((path) => {
    const dimensions = valueAt(written, [...path, 'dimensions']);
    if (typeof dimensions !== 'object' || dimensions === null) return [];
    return nestComplaints([...path, 'dimensions'], dimensionRules(dimensions as Named, hasEnvironments));
  });
}

function dimensionRules(dimensions: Named, hasEnvironments: boolean): readonly Complaint[] {
  const values = Object.values(dimensions);
  const byEnvironment = (value: unknown) =>
    typeof value === 'object' || (typeof value === 'string' && value.includes('{environment}'));
  const differs = (value: unknown) => byEnvironment(value) || /\{(arm|version)\}/.test(String(value));
  return [
    ...(values.length > limits.dimensions
      ? [
          {
            path: [],
            message: `dimensions must have at most ${limits.dimensions} entries, not ${values.length}.`,
            remedy: 'CloudWatch knows no metric with more. Remove some.',
          },
        ]
      : []),
    ...(values.some(differs)
      ? []
      : [
          {
            path: [],
            message: 'No dimension differs between stable and the canary, so both would be the same numbers.',
            remedy: 'Put {arm}, {version} or {environment} into the value of one, such as `Arm: "{arm}"`.',
          },
        ]),
    ...(!hasEnvironments && values.some(byEnvironment)
      ? [
          {
            path: [],
            message: 'A dimension is given by environment, and the service has no environments.',
            remedy: 'Use {arm} or {version}, or add `environments`.',
          },
        ]
      : []),
  ];
}
