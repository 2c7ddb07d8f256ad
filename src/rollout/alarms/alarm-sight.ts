import type { AlarmArm, AlarmLimit, AlarmMeasure, AlarmSight, ArmNames } from '../../domain/alarm/measure.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Plan, planShares } from '../../domain/plan/plan.ts';
import type { Service } from '../../domain/service.ts';
import { formatNumber, joinWithAnd, joinWithOr, percent } from '../../domain/wording.ts';

/** Returns the arm to which a version of a function belongs. */
function versionArm(
  version: string,
  { FunctionName, Resource = '' }: AlarmMeasure['dimensions'],
  arms: readonly ArmNames[],
) {
  const owner = FunctionName ?? Resource.split(':')[0];
  const target = arms.find(({ name }) => name === owner);
  if (target?.canary === version) return 'canary';
  return target?.stable === version ? 'stable' : 'other';
}

/**
 * Tells whose requests an alarm counts, by the dimensions of its metrics: `ExecutedVersion` of a Lambda function, or any dimension
 * whose value is what metrics call an arm.
 *
 * @param arms of each target that tells its arms apart
 * @param label of the version that is rolled out, such as `v54`
 */
function findArm({ dimensions }: AlarmMeasure, arms: readonly ArmNames[], label: string): AlarmArm {
  const { ExecutedVersion } = dimensions;
  if (ExecutedVersion !== undefined) return versionArm(ExecutedVersion, dimensions, arms);
  const values = Object.values(dimensions);
  // Numbers of versions mean something under `ExecutedVersion` only.
  const isVersionName = (value: string): boolean => !/^\d+$/.test(value) && values.includes(value);
  if (isVersionName(label) || arms.some(({ canary }) => isVersionName(canary))) return 'canary';
  return arms.some(({ stable }) => isVersionName(stable)) ? 'stable' : 'both';
}

/**
 * Returns which requests of this rollout the alarms of a service count.
 *
 * @param measures by the name of the alarm; alarms whose configuration does not tell are left out
 */
export function alarmSights(
  measures: Readonly<Record<string, AlarmMeasure>>,
  arms: readonly ArmNames[],
  label: string,
): readonly AlarmSight[] {
  return Object.entries(measures).map(([alarm, measure]) => ({
    alarm,
    arm: findArm(measure, arms, label),
    limit: measure.limit,
  }));
}

/**
 * The least share of the canary's requests that must fail (or be slow) before an alarm over both versions fires, in percent, while
 * no request of stable does: limit ÷ weight.
 *
 * @param weight of the canary, in percent, above 0
 * @returns null when it stays quiet even though every request of the canary fails
 */
export function leastVisible(limitPercent: number, weight: number): number | null {
  const least = (limitPercent * 100) / weight;
  return least > 100 ? null : least;
}

function failuresPerMinute(failures: number, periodMs: number): string {
  return `${formatNumber(failures / (periodMs / 60_000))} requests a minute`;
}

/** Says what an alarm sees of the canary at a weight, as a half sentence behind its name. */
export function describeSight({ arm, limit }: Pick<AlarmSight, 'arm' | 'limit'>, weight: number): string {
  if (arm === 'stable') return 'measures stable alone and says nothing of the canary';
  if (arm === 'other') return 'measures a version that is neither stable nor the canary';
  const share = arm === 'canary' ? 100 : weight;
  if (limit.kind === 'count') {
    const traffic = failuresPerMinute((limit.failures * 100) / share, limit.periodMs);
    return `sees a canary that fails every request only above ${traffic}`;
  }
  const least = leastVisible(limit.percent, share);
  if (least === null)
    return `stays quiet even if every request of the canary ${limit.kind === 'slow' ? 'is slow' : 'fails'}`;
  if (limit.kind === 'slow') return `fires when ${percent(roundForPeople(least))} of the canary's requests are slow`;
  return `fires when the canary fails ${percent(roundForPeople(least))} or more`;
}

/**
 * Says the same in the fewest words: `fires at 20% failing`. Null for an alarm that may miss a canary of which every request fails: that
 * takes a sentence.
 */
export function describeSightBriefly({ arm, limit }: Pick<AlarmSight, 'arm' | 'limit'>, weight: number): string | null {
  if (arm === 'stable' || arm === 'other' || limit.kind === 'count') return null;
  const least = leastVisible(limit.percent, arm === 'canary' ? 100 : weight);
  if (least === null) return null;
  return `fires at ${percent(roundForPeople(least))} ${limit.kind === 'slow' ? 'slow' : 'failing'}`;
}

/** Rounds a value to three significant digits, for people. */
function roundForPeople(value: number): number {
  return Number(value.toPrecision(3));
}

/** The weights below 100% that a plan raises the canary to, each once, lowest first, and 100% behind them. */
function listRaises(plan: Plan): readonly number[] {
  const weights = planShares(plan).flatMap(({ share }) => (share > 0 ? [share] : []));
  return [...new Set([...weights, 100])].sort((a, b) => a - b);
}

/** The number of weights that one sentence names. */
const WEIGHTS = 4;

/**
 * Returns the failures that an alarm needs at one weight: a share of the canary's requests, or the traffic below which it stays
 * quiet.
 */
function alarmNeedAt({ limit }: AlarmSight, weight: number): string {
  if (limit.kind === 'count') return failuresPerMinute((limit.failures * 100) / weight, limit.periodMs);
  const least = leastVisible(limit.percent, weight);
  return least === null ? 'never' : percent(roundForPeople(least));
}

const NEEDS: Readonly<Record<AlarmLimit['kind'], string>> = {
  share: 'fires when the canary fails',
  slow: "fires when so many of the canary's requests are slow:",
  count: 'sees a canary that fails every request only above',
};

/** Says what an alarm over both versions needs at each weight of a plan, as a sentence. */
function overPlan(sight: AlarmSight, plan: Plan): string {
  const raises = listRaises(plan);
  const named = raises.length <= WEIGHTS ? raises : [...raises.slice(0, WEIGHTS - 1), 100];
  const needs = named.map((weight) => `${alarmNeedAt(sight, weight)} (at ${percent(weight)})`);
  return `${sight.alarm} ${NEEDS[sight.limit.kind]} ${joinWithOr(needs)}.`;
}

/** The number of alarms that the finding spells out. */
const SPELLED = 2;

const OWN_ALARM = "Add an alarm on the canary's own version (docs/guides/alarms.md).";

/**
 * Returns warnings about alarms that see less than they seem to: numbers at each weight, and alarms of another version. An alarm on
 * stable is right where one with the same kind of limit measures the canary, as with one for each of two target groups that take turns.
 */
export function sightFindings(sights: readonly AlarmSight[], plan: Plan): readonly Finding[] {
  const own = sights.filter(({ arm }) => arm === 'canary');
  const isSeenAlone = own.length > 0;
  const hasTwin = ({ limit }: AlarmSight) => own.some((one) => one.limit.kind === limit.kind);
  const astray = sights.filter((sight) => sight.arm === 'other' || (sight.arm === 'stable' && !hasTwin(sight)));
  const blended = sights.filter(({ arm }) => arm === 'both');
  const isPartial = listRaises(plan).some((weight) => weight < 100);
  const told = blended.slice(0, SPELLED).map((sight) => overPlan(sight, plan));
  const rest =
    blended.length > SPELLED
      ? ` ${joinWithAnd(blended.slice(SPELLED).map(({ alarm }) => alarm))} measure both versions too.`
      : '';
  const dilution: readonly Finding[] =
    isSeenAlone || !isPartial || blended.length === 0
      ? []
      : [
          {
            severity: 'warns',
            code: 'alarms-see-both-versions',
            about: null,
            message: `No alarm measures the canary alone. ${told.join(' ')}${rest}`,
            remedy: OWN_ALARM,
          },
        ];
  const wrong = astray.map(
    (sight): Finding => ({
      severity: 'warns',
      code: 'alarm-of-another-version',
      about: sight.alarm,
      message: `The alarm ${sight.alarm} ${describeSight(sight, 100)}.`,
      remedy: 'Point it at the canary when you publish a version (docs/guides/alarms.md).',
    }),
  );
  return [...dilution, ...wrong];
}

/**
 * Says what a service's alarms may miss at the first shift of its plan, without reading them; null when there is nothing to say: no
 * alarms, everything at once, or two environments, whose metrics are apart.
 */
export function dilutionNote({
  alarms,
  plan,
  environments,
}: Pick<Service, 'alarms' | 'plan' | 'environments'>): string | null {
  const [first = 100] = listRaises(plan);
  if (alarms.length === 0 || first === 100 || environments !== null) return null;
  const least = leastVisible(1, first);
  const fires =
    least === null
      ? 'does not fire even if every request of the canary fails'
      : `fires when the canary fails ${percent(roundForPeople(least))}`;
  return `At ${percent(first)} an alarm over both versions with a limit of 1% ${fires}. One on the canary's own version fires at 1% (docs/guides/alarms.md).`;
}

/** Returns the weight that the card describes: the intended one, or before the first shift the first one of the plan. */
export function weightInView(weight: number, plan: Plan): number {
  return weight > 0 ? weight : (listRaises(plan)[0] ?? 100);
}
