import { lastShiftOf, type Step } from '../../rollout/plan.ts';
import type { Hurried, Phase, Rollout } from '../../rollout/record.ts';
import { allOf, called, duration, percent } from '../../rollout/wording.ts';
import { escaped, fitLines, mention, when } from '../mrkdwn.ts';

/** Room for the steps in one message, in characters. */
const ROOM = 1600;

/** The same where the people of the gates are named. */
const ROOM_WITH_PEOPLE = 2400;

/** All people of a gate, at most 20, in mrkdwn of at most 1700 characters. Mentions tell them: use where that is meant. */
export function people(from: readonly string[]): string {
  return from.map(mention).join(', ');
}

/** A step in a few words. */
function stepWords(step: Step): string {
  switch (step.kind) {
    case 'shift':
      return `Shift to ${percent(step.weight)}`;
    case 'cohort':
      return `Open to ${escaped(allOf(step.names), 120)}`;
    case 'bake':
      return `Bake ${duration(step.ms)}`;
    case 'approve':
      return `Approval by ${step.count} of ${step.from.length} named, within ${duration(step.within)}`;
  }
}

/** What is known of the step that is current: until when, and who has done what. */
function currentWords(phase: Phase): string {
  switch (phase.status) {
    case 'baking':
      return ` · until ${when(phase.until, '{time}')}`;
    case 'awaiting-approval': {
      const given = phase.approvals.map(({ by }) => escaped(called(by), 40)).join(', ');
      return ` · until ${when(phase.expiresAt, '{time}')}${given === '' ? '' : ` · approved by ${given}`}`;
    }
    case 'shifting':
    case 'promoting':
      return ` · since ${when(phase.since, '{time}')}`;
    case 'paused':
    case 'holding':
      return phase.activity.status === 'baking' ? ` · ${duration(phase.activity.remaining)} left` : '';
    default:
      return '';
  }
}

function isGoingBack(phase: Phase): boolean {
  return phase.status === 'rolling-back' || phase.status === 'rolled-back' || phase.status === 'stuck';
}

/** A step that somebody hurried past, and who it was. */
function hurriedLine(step: Step, { how, by }: Hurried): string {
  const what = step.kind === 'approve' ? 'Approval' : stepWords(step);
  const who = escaped(called(by), 80);
  return `⏭  ${what} · ${how === 'skipped' ? `skipped by ${who}` : `passed over, promoted by ${who}`}`;
}

/** The step that is current. A promotion waits behind what it passes over for the last shift. */
function currentStep({ step, hurried, config }: Rollout): number {
  return hurried.some((each) => each.step === step) ? lastShiftOf(config.plan) : step;
}

function stepLine(rollout: Rollout, step: Step, index: number): string {
  const hurried = rollout.hurried.find((each) => each.step === index);
  if (hurried !== undefined) return hurriedLine(step, hurried);
  const current = currentStep(rollout);
  if (index < current) return `✓  ${stepWords(step)}`;
  if (isGoingBack(rollout.phase)) return `✗  ${stepWords(step)}`;
  return index === current ? `▸  *${stepWords(step)}*${currentWords(rollout.phase)}` : `·  ${stepWords(step)}`;
}

/** The steps with their state, one line each: done, hurried past, current with its times, given up, or still to come. */
export function stepLines(rollout: Rollout): string {
  const lines = rollout.config.plan.map((step, index) => stepLine(rollout, step, index));
  const from = Math.max(0, Math.min(rollout.step - 8, lines.length - 20));
  const hidden = from === 0 ? [] : [`_${from} steps before_`];
  return fitLines([...hidden, ...lines.slice(from)], ROOM, 'steps');
}

/** When a step begins: counted from the start, or from the approval of the last gate before it. */
function beginning(elapsed: number, isAfterGate: boolean): string {
  if (elapsed === 0) return isAfterGate ? 'after approval' : 'at once';
  return `+${duration(elapsed)}${isAfterGate ? ' after it' : ''}`;
}

/** The plan as it will go, each step with when it begins; nobody knows when a gate is approved, so the count starts anew there. */
export function planLines(plan: readonly Step[]): string {
  let elapsed = 0;
  let isAfterGate = false;
  const lines = plan.map((step) => {
    const at = beginning(elapsed, isAfterGate);
    if (step.kind === 'bake') elapsed += step.ms;
    if (step.kind !== 'approve') return `${at} · ${stepWords(step)}`;
    elapsed = 0;
    isAfterGate = true;
    return `${at} · ${stepWords(step)} (${people(step.from)})`;
  });
  const bakes = plan.reduce((sum, step) => sum + (step.kind === 'bake' ? step.ms : 0), 0);
  const total = `In all ${duration(bakes)}${isAfterGate ? ', and the time that people take to approve' : ''}.`;
  return `${fitLines(lines, ROOM_WITH_PEOPLE, 'steps')}\n_${total}_`;
}
