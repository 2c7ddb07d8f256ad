import * as z from 'zod/mini';
import { withoutNulls } from '../without-nulls.ts';

/** The measurement of an alarm, as far as its event has it. */
export interface Evidence {
  /** The newest value that was compared; null when the event does not say it. */
  readonly observedValue: number | null;
  /** The threshold it was compared with; for an anomaly band, the edge that the value crossed. */
  readonly threshold: number | null;
}

/** `reasonData` of a metric alarm, version 1.0, as the samples in the CloudWatch user guide have it. */
const reasonShape = z.object({
  threshold: z.optional(z.number()),
  /** Oldest first. */
  recentDatapoints: z.optional(z.array(z.number())),
  recentLowerThresholds: z.optional(z.array(z.number())),
  recentUpperThresholds: z.optional(z.array(z.number())),
  /** A period without data has no value. */
  evaluatedDatapoints: z.optional(z.array(z.object({ timestamp: z.string(), value: z.optional(z.number()) }))),
});

type ReasonData = z.output<typeof reasonShape>;

const NOTHING: Evidence = { observedValue: null, threshold: null };

/**
 * Reads `reasonData`, a JSON text that may be absent or broken: the event counts all the same, only its values are unknown
 * then.
 */
export function evidenceIn(reasonData: string | undefined): Evidence {
  const parsed = reasonShape.safeParse(withoutNulls(jsonIn(reasonData)));
  if (!parsed.success) return NOTHING;
  const observedValue = newestValue(parsed.data);
  return { observedValue, threshold: parsed.data.threshold ?? exceededBound(parsed.data, observedValue) };
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

function newestValue({ evaluatedDatapoints = [], recentDatapoints = [] }: ReasonData): number | null {
  const [newest] = evaluatedDatapoints
    .filter(({ value }) => value !== undefined)
    // Times of one form, so that text order is time order.
    .sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
  return newest?.value ?? recentDatapoints.at(-1) ?? null;
}

function exceededBound(reason: ReasonData, value: number | null): number | null {
  const lower = reason.recentLowerThresholds?.at(-1);
  const upper = reason.recentUpperThresholds?.at(-1);
  if (value === null) return null;
  if (upper !== undefined && value > upper) return upper;
  return lower !== undefined && value < lower ? lower : null;
}
