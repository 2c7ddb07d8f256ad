import * as z from 'zod';
import { targetKind } from '../../adapters/targets/registry.ts';
import { type Baseline, sizeOfTargets } from '../../domain/rollout/baseline.ts';
import type { TargetState } from '../../domain/rollout/record.ts';
import type { TargetConfig } from '../../domain/service.ts';
import { type Path, pathText } from '../read/complaint.ts';
import { serviceNamePattern, targetSchema } from '../schema/common-fields.ts';

const targetShape = z.strictObject({
  name: z.string().min(1),
  config: targetSchema,
  stable: z.string(),
  canary: z.string(),
  baseline: z.json(),
});

/** A baseline as people provide it. A baseline written by hand has no size. */
const shape = z.strictObject({
  v: z.literal(1, 'this version of Serin reads 1'),
  service: z.string().regex(serviceNamePattern, 'is the name of a service'),
  rollout: z.string().min(1),
  size: z.int().optional(),
  targets: z.array(z.unknown()).min(1),
});

/** A baseline that can be restored, or its problems, a line each. */
export type CheckedBaseline =
  | {
      readonly ok: true;
      readonly baseline: Pick<Baseline, 'service' | 'rollout'>;
      readonly targets: readonly TargetState[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks a provided baseline as a whole: nothing may be written before all of it is valid. */
export function checkBaseline(value: unknown): CheckedBaseline {
  const whole = shape.safeParse(value);
  const listed = z.object({ targets: z.array(z.unknown()) }).safeParse(value);
  const checked = listed.success ? listed.data.targets.map(checkTarget) : [];
  const problems = [...lines([], whole.error), ...checked.flatMap((each) => each.problems)];
  const targets = checked.flatMap(({ target }) => target ?? []);
  if (!whole.success || problems.length > 0) return { ok: false, problems };
  const { service, rollout, size } = whole.data;
  const wrong = [...missingPartProblems(size, whole.data.targets), ...duplicateProblems(targets)];
  return wrong.length > 0 ? { ok: false, problems: wrong } : { ok: true, baseline: { service, rollout }, targets };
}

interface CheckedTarget {
  readonly target: TargetState | null;
  readonly problems: readonly string[];
}

function checkTarget(value: unknown, index: number): CheckedTarget {
  const path = ['targets', index];
  const parsed = targetShape.safeParse(value);
  if (!parsed.success) return { target: null, problems: lines(path, parsed.error) };
  const { name, stable, canary, baseline: frozen } = parsed.data;
  const config = parsed.data.config as TargetConfig;
  const kind = targetKind(config.kind);
  const problems = [
    ...(kind.name(config) === name ? [] : [`${pathText([...path, 'name'])}: its config is of ${kind.name(config)}`]),
    ...lines([...path, 'baseline'], kind.frozen(config).safeParse(frozen).error),
  ];
  const never = { expressed: {}, baseline: [], notes: [], change: null, observed: null };
  return { target: { name, config, frozen, stable, canary, splits: kind.splits, ...never }, problems };
}

function missingPartProblems(size: number | undefined, targets: readonly unknown[]): readonly string[] {
  const is = sizeOfTargets(targets);
  if (size === undefined || size === is) return [];
  return [
    `size: it says ${size}, and the targets have ${is} characters. A part is missing or was changed: paste all parts in order. If you changed it on purpose, take size out.`,
  ];
}

function duplicateProblems(targets: readonly TargetState[]): readonly string[] {
  const names = targets.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [`${pathText(['targets', index])}: ${name} is there twice`] : [],
  );
}

function lines(below: Path, error: z.ZodError | undefined): readonly string[] {
  return (error?.issues ?? []).map(({ path, message }) => {
    const where = pathText([...below, ...(path as Path)]);
    return `${where === '' ? '' : `${where}: `}${message}`;
  });
}
