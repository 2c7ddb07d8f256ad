import type { Step } from '../../../../domain/plan/plan.ts';
import type { Phase, Rollout } from '../../../../domain/rollout/record.ts';
import { type StepStanding, stepStandings } from '../../../../domain/rollout/step-standing.ts';
import { displayName, duration, joinWithAnd, percent } from '../../../../domain/wording.ts';
import { code, escapeMrkdwn, fitLines, formatMoment, mention } from '../parts/mrkdwn.ts';

/** Room for the steps in one message, in characters. */
const ROOM = 1600;

/** The same where the approvers are named. */
const ROOM_WITH_PEOPLE = 2400;

/** Lists all approvers, at most 20, in mrkdwn of at most 1700 characters. Mentions notify them: use only where that is meant. */
export function people(from: readonly string[]): string {
  return from.map(mention).join(', ');
}

/** A step in a few words. */
function stepWords(step: Step): string {
  switch (step.kind) {
    case 'shift':
      return `Shift to ${percent(step.weight)}`;
    case 'cohort':
      return `Open to ${escapeMrkdwn(joinWithAnd(step.names), 120)}`;
    case 'bake':
      return `Bake ${duration(step.ms)}`;
    case 'approve':
      return `Approval by ${step.count} of ${step.from.length} named, within ${duration(step.within)}`;
    case 'drain':
      return `Drain until ${code(step.metric.name, 64)} is ${step.atOrUnder} or less, at most ${duration(step.atMost)}`;
    case 'hook':
      return `Hook ${code(step.function, 64)}${step.pointOfNoReturn ? ', the point of no return' : ''}, within ${duration(step.within)}`;
  }
}

/** Describes the state of the current step: until when, and who has done what. */
function currentWords(phase: Phase): string {
  switch (phase.status) {
    case 'baking':
    case 'draining':
      return ` · until ${formatMoment(phase.until, '{time}')}`;
    case 'awaiting-approval': {
      const given = phase.approvals.map(({ by }) => escapeMrkdwn(displayName(by), 40)).join(', ');
      return ` · until ${formatMoment(phase.expiresAt, '{time}')}${given === '' ? '' : ` · approved by ${given}`}`;
    }
    case 'hooking':
      return ` · until ${formatMoment(phase.call.until, '{time}')}`;
    case 'shifting':
    case 'promoting':
      return ` · since ${formatMoment(phase.since, '{time}')}`;
    case 'paused':
    case 'holding':
      return phase.activity.status === 'baking' ? ` · ${duration(phase.activity.remaining)} left` : '';
    default:
      return '';
  }
}

/** A step that somebody hurried past, and who it was. */
function skippedStepLine(step: Step, { state, by }: StepStanding): string {
  const what = step.kind === 'approve' ? 'Approval' : stepWords(step);
  const who = by === null ? 'somebody' : escapeMrkdwn(displayName(by), 80);
  return `⏭  ${what} · ${state === 'skipped' ? `skipped by ${who}` : `passed over, promoted by ${who}`}`;
}

const AHEAD: StepStanding = { state: 'ahead', by: null };

function stepLine({ phase }: Rollout, step: Step, standing: StepStanding): string {
  switch (standing.state) {
    case 'skipped':
    case 'promoted':
      return skippedStepLine(step, standing);
    case 'done':
      return `✓  ${stepWords(step)}`;
    case 'given-up':
      return `✗  ${stepWords(step)}`;
    case 'not-run':
      return `–  ${stepWords(step)} · not run`;
    case 'current':
      return `▸  *${stepWords(step)}*${currentWords(phase)}`;
    case 'ahead':
      return `·  ${stepWords(step)}`;
  }
}

/** The steps with their state, one line each: done, hurried past, current with its times, given up, never run, or still to come. */
export function stepLines(rollout: Rollout): string {
  const standings = stepStandings(rollout);
  const lines = rollout.config.plan.map((step, index) => stepLine(rollout, step, standings[index] ?? AHEAD));
  const from = Math.max(0, Math.min(rollout.step - 8, lines.length - 20));
  const hidden = from === 0 ? [] : [`_${from} steps before_`];
  return fitLines([...hidden, ...lines.slice(from)], ROOM, 'steps');
}

/** The steps of unknown length, behind which the count starts anew. */
type Open = 'approval' | 'the hook' | 'the drain';

/** The steps that are so. */
const OPEN: Readonly<Partial<Record<Step['kind'], Open>>> = {
  approve: 'approval',
  hook: 'the hook',
  drain: 'the drain',
};

/** Describes when a step begins: counted from the start, or from the end of the last earlier step of unknown length. */
function stepStartText(elapsed: number, after: Open | null): string {
  if (elapsed === 0) return after === null ? 'at once' : `after ${after}`;
  return `+${duration(elapsed)}${after === null ? '' : ' after it'}`;
}

/** Names the times that the sum of the bakes leaves out. */
function unknownTimes(plan: readonly Step[]): string {
  const kinds = new Set(plan.map(({ kind }) => kind));
  const people = kinds.has('approve') ? ['people take to approve'] : [];
  const hooks = kinds.has('hook') ? ['hooks take'] : [];
  const drains = kinds.has('drain') ? ['the drain takes'] : [];
  const all = [...people, ...hooks, ...drains];
  return all.length === 0 ? '' : `, and the time that ${all.join(' and that ')}`;
}

/** The plan as it will go, each step with when it begins, as far as that can be known. */
export function planLines(plan: readonly Step[]): string {
  let elapsed = 0;
  let after: Open | null = null;
  const lines = plan.map((step) => {
    const line = `${stepStartText(elapsed, after)} · ${stepWords(step)}`;
    if (step.kind === 'bake') elapsed += step.ms;
    const open = OPEN[step.kind];
    if (open !== undefined) [elapsed, after] = [0, open];
    return step.kind === 'approve' ? `${line} (${people(step.from)})` : line;
  });
  const bakes = plan.reduce((sum, step) => sum + (step.kind === 'bake' ? step.ms : 0), 0);
  return `${fitLines(lines, ROOM_WITH_PEOPLE, 'steps')}\n_In all ${duration(bakes)}${unknownTimes(plan)}._`;
}
