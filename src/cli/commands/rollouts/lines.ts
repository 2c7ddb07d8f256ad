import { stepText } from '../../../config/steps/registry.ts';
import type { Check, Finding } from '../../../domain/finding.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { FreezeFacts, RolloutFacts, Summary } from '../../../domain/rollout/facts.ts';
import type { StepState } from '../../../domain/rollout/step-standing.ts';
import { compareUrgency } from '../../../domain/rollout/urgency.ts';
import type { Step } from '../../../domain/steps/registry.ts';
import { joinWithOr, percent, statusWords } from '../../../domain/wording.ts';
import type { CallerAnswer, Preview } from '../../../ports/inbound/caller.ts';

/** The number of timeline entries that a status shows. */
const ENTRIES = 8;

/** Returns a moment in UTC, as in the logs of pipelines. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Returns status and share in words; a worker of an earlier version reports only the intended share. */
function describeStanding({ status, weight, standing: said }: Pick<Summary, 'status' | 'weight' | 'standing'>): string {
  return said ?? `${statusWords[status]} at ${percent(weight)}`;
}

/** Returns the status of a rollout in half a line: status, share, step, and what it waits for. */
export function standingText(facts: RolloutFacts): string {
  const { status, step, plan, until, approvers } = facts;
  const isUnderWay = step < plan.length && status !== 'completed' && status !== 'rolled-back';
  const parts = [
    describeStanding(facts),
    isUnderWay ? `step ${step + 1} of ${plan.length}` : '',
    approvers.length === 0 ? '' : `by ${joinWithOr(approvers)}`,
    until === null ? '' : `until ${timeText(until)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Returns the findings, blocking ones first, each with its remedy. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const ordered = findings.toSorted((a, b) => Number(b.severity === 'blocks') - Number(a.severity === 'blocks'));
  return ordered.flatMap(({ severity, about, message, remedy }) => [
    `${severity === 'blocks' ? '✗' : '!'} ${about === null ? '' : `${about}: `}${message}`,
    `    → ${remedy}`,
  ]);
}

function planLines(plan: Plan, signOf: (index: number) => string): readonly string[] {
  return plan.map((step, index) => `  ${signOf(index)} ${stepText(step)}`);
}

/** Returns the preflight checks: a cross, an exclamation mark for a warning, or a tick, each with its remedy. */
function checkLines(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ ok, about, text, remedy }) => [
    `${ok ? (remedy === '' ? '✓' : '!') : '✗'} ${about === null ? '' : `${about}: `}${text}`,
    ...(remedy === '' ? [] : [`    → ${remedy}`]),
  ]);
}

/** Returns a preview of a start: preflight as one list, then versions and plan. */
export function previewLines({ targets, plan, checks }: Preview): readonly string[] {
  return [
    ...checkLines(checks),
    'Versions:',
    ...targets.map(({ name, stable, canary }) => `  ${name}: ${stable} -> ${canary}`),
    'Plan:',
    ...planLines(plan, () => '-'),
  ];
}

const signs: Readonly<Record<StepState, string>> = {
  done: '✓',
  skipped: '»',
  promoted: '»',
  current: '>',
  ahead: '-',
  'given-up': '✗',
  'not-run': '-',
};

type Standing = NonNullable<RolloutFacts['steps']>[number];

/** Returns the state of the steps from the position alone, for a worker of an earlier version. */
function byPosition({ plan, step }: RolloutFacts): readonly Standing[] {
  return plan.map((_, index) => ({ state: index < step ? 'done' : index === step ? 'current' : 'ahead', by: null }));
}

/** Returns a note about a step that somebody skipped or promoted past, or that did not run. */
function skippedByText({ state, by }: Standing): string {
  if (state === 'skipped') return ` (skipped by ${by})`;
  if (state === 'promoted') return ` (passed over, promoted by ${by})`;
  return state === 'not-run' ? ' (not run)' : '';
}

/** Returns the reason of a rollback, as a sentence after others; empty where there is none. */
function rollbackSentence({ status, reason }: RolloutFacts): string {
  if (reason === null) return '';
  return status === 'rolled-back' ? ` Rolled back because ${reason}.` : ` The rollback began because ${reason}.`;
}

function freezeLine({ until, by, reason, waits }: FreezeFacts): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `${waits ? 'Waits: frozen' : 'Frozen'} until ${timeText(until)} by ${by ?? 'serin.yml'}${why}`;
}

/** Returns all facts about a rollout, for a person at a terminal. */
export function rolloutLines(rollout: RolloutFacts): readonly string[] {
  const { service, canary, by, startedAt, plan, targets, alarms, timeline, card, reason, left, verdict, freeze } =
    rollout;
  const steps = rollout.steps ?? byPosition(rollout);
  const isNews = verdict !== undefined && verdict !== null && verdict.text !== reason;
  return [
    `${service} ${canary}: ${standingText(rollout)}`,
    `Started by ${by} at ${timeText(startedAt)}.${rollbackSentence(rollout)}`,
    ...(left === undefined || left.length === 0 ? [] : [`Left as they are: ${left.join(', ')}.`]),
    ...(freeze === undefined || freeze === null ? [] : [freezeLine(freeze)]),
    ...(isNews ? [`Comparison: ${verdict.text}.`] : []),
    'Plan:',
    ...steps.map(
      (standing, index) => `  ${signs[standing.state]} ${stepText(plan[index] as Step)}${skippedByText(standing)}`,
    ),
    'Targets:',
    ...targets.map((target) => {
      const share = target.weight === null ? 'not known' : percent(target.weight);
      return `  ${target.name}: ${target.stable} -> ${target.canary}, ${share}`;
    }),
    'Alarms:',
    ...Object.entries(alarms).map(([name, value]) => `  ${value === 'OK' ? '✓' : '!'} ${name}: ${value}`),
    'Timeline:',
    ...timeline.slice(-ENTRIES).map(({ at, text }) => `  ${timeText(at)}  ${text}`),
    ...(card === null ? [] : [`Card: ${card}`]),
  ];
}

/** Returns a line for each service: those that wait for somebody first. */
export function serviceLines(services: NonNullable<CallerAnswer['services']>): readonly string[] {
  const width = Math.max(0, ...services.map(({ service }) => service.length));
  const words = (rollout: Summary | null) =>
    rollout === null ? 'never rolled out' : `${rollout.canary} ${describeStanding(rollout)}, started by ${rollout.by}`;
  return services
    .toSorted((one, other) => compareUrgency(one.rollout?.status ?? null, other.rollout?.status ?? null))
    .map(({ service, rollout }) => `${service.padEnd(width)}  ${words(rollout)}`);
}
