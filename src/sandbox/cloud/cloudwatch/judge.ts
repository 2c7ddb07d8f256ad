import type { StateValue } from '@aws-sdk/client-cloudwatch';

/** The treatment of a period without data (`TreatMissingData`). */
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** The conditions of an alarm on its datapoints. */
export interface Demand {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** Datapoints that CloudWatch looks at beyond the evaluation periods, as in the examples of its user guide. */
const FURTHER_DATAPOINTS = 2;

/** Returns the number of periods that CloudWatch reads for an alarm. */
export function evaluationRange(demand: Demand): number {
  return demand.evaluationPeriods + FURTHER_DATAPOINTS;
}

/**
 * Returns the state that an alarm takes.
 * @param breaches One entry per period of the evaluation range, oldest first: true when it breaches; null for no data.
 * @returns `unchanged` when the current state is kept.
 *
 * Source: "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide. Real datapoints of the range come
 * first; only the lacking ones are filled. Among missing data, breaching points alone are an alarm once the oldest is at least
 * as old as the datapoints to alarm.
 */
export function judge(breaches: readonly (boolean | null)[], demand: Demand): StateValue | 'unchanged' {
  const real = breaches.filter((breach) => breach !== null).slice(-demand.evaluationPeriods);
  const lacking = demand.evaluationPeriods - real.length;
  const filled = demand.missingData === 'breaching' ? lacking : 0;
  const breaching = real.filter(Boolean).length;
  if (breaching + filled >= demand.datapointsToAlarm) return 'ALARM';
  if (lacking === 0 || breaching < real.length) return 'OK';
  if (demand.missingData === 'ignore') return 'unchanged';
  if (demand.missingData !== 'missing') return 'OK';
  const oldest = breaches.indexOf(true);
  const isOldEnough = oldest >= 0 && breaches.length - oldest >= demand.datapointsToAlarm;
  return isOldEnough ? 'ALARM' : 'INSUFFICIENT_DATA';
}
