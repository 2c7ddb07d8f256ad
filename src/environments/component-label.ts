import { type ComponentReading, contentWords } from '../domain/environment/component.ts';
import { type EnvironmentId, otherEnvironment } from '../domain/environment/environment.ts';
import type { Finding } from '../domain/finding.ts';

/** Tells whether a label is one word, which a start can name, and not a sentence. */
function isLabel(label: string): boolean {
  return /^\S+$/.test(label);
}

/**
 * Compares the label of a start with what is to be rolled out: the components that differ between the environments and carry a
 * label in the active one. A release need not have changed all of them, so one that is called so is enough; where none is,
 * something else would be rolled out than what was typed. Where something is called so that both environments have already, as
 * after a sync, it may still be what is meant: then it is said and does not prevent the start.
 */
export function labelFindings(
  service: string,
  label: string,
  side: EnvironmentId,
  readings: readonly ComponentReading[],
): readonly Finding[] {
  const differing = readings.filter((one) => one[side]?.digest !== one[otherEnvironment(side)]?.digest);
  const labelled = differing.filter((one) => isLabel(one[side]?.label ?? ''));
  if (labelled.length === 0 || labelled.some((one) => one[side]?.label === label)) return [];
  const list = labelled.map((one) => `${one.name}: ${contentWords(one[side])}`).join(', ');
  const labels = [...new Set(labelled.map((one) => one[side]?.label ?? ''))];
  const [only] = labels;
  const start = labels.length === 1 ? `Start ${only}` : `Start one of ${labels.join(', ')}`;
  const isInBoth = readings.some((one) => one[side]?.label === label);
  return [
    {
      severity: isInBoth ? 'warns' : 'blocks',
      code: 'component-label',
      about: null,
      message: `Nothing that environment ${side} of ${service} would bring to users is called ${label}: ${list}.`,
      remedy: `${start}, or deploy ${label} to environment ${side} first.`,
    },
  ];
}
