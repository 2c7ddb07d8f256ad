import { comparedVersions } from '../../../../domain/analysis/rollout-words.ts';
import type { Plan } from '../../../../domain/plan/plan.ts';
import { type Phase, phaseStart, type Rollout } from '../../../../domain/rollout/record.ts';
import { endsAt, isRunning, timeLeft } from '../../../../domain/rollout/running-phase.ts';
import { type StepStanding, stepStandings } from '../../../../domain/rollout/step-standing.ts';
import { type Step, stepTraits } from '../../../../domain/steps/registry.ts';
import { displayName, duration, joinWithAnd } from '../../../../domain/wording.ts';
import { escapeMrkdwn, fitLines, formatMoment } from '../parts/mrkdwn.ts';
import { phaseView, stepView, unknownLengths } from '../steps/registry.ts';

/** Room for the steps in one message, in characters. */
const ROOM = 1600;

/** The same where the approvers are named. */
const ROOM_WITH_PEOPLE = 2400;

/** Describes the state of the current step: until when, and who has done what. */
function currentWords(phase: Phase): string {
  if (isRunning(phase)) {
    const end = endsAt(phase);
    const time = formatMoment(end ?? phaseStart(phase), '{time}');
    return ` · ${end === null ? 'since' : 'until'} ${time}${phaseView(phase).progress?.(phase) ?? ''}`;
  }
  const left = 'activity' in phase ? timeLeft(phase.activity) : null;
  return left === null ? '' : ` · ${duration(left)} left`;
}

/** A step that somebody hurried past, and who it was. */
function skippedStepLine(step: Step, { state, by }: StepStanding, stable: string): string {
  const view = stepView(step);
  const what = view.skipped?.(step) ?? view.words(step, stable);
  const who = by === null ? 'somebody' : escapeMrkdwn(displayName(by), 80);
  return `⏭  ${what} · ${state === 'skipped' ? `skipped by ${who}` : `passed over, promoted by ${who}`}`;
}

const AHEAD: StepStanding = { state: 'ahead', by: null };

/** Names the people who approved a step; null where nobody did. */
function approvedWords({ approved = [] }: Rollout, index: number): string | null {
  const given = approved.find(({ step }) => step === index);
  return given === undefined ? null : `Approved by ${escapeMrkdwn(joinWithAnd(given.by.map(displayName)), 200)}`;
}

function stepLine(rollout: Rollout, step: Step, index: number, standing: StepStanding): string {
  const { stable } = comparedVersions(rollout);
  const words = stepView(step).words(step, stable);
  switch (standing.state) {
    case 'skipped':
    case 'promoted':
      return skippedStepLine(step, standing, stable);
    case 'done':
      return `✓  ${approvedWords(rollout, index) ?? words}`;
    case 'given-up':
      return `✗  ${words}`;
    case 'not-run':
      return `–  ${words} · not run`;
    case 'current':
      return `▸  *${words}*${currentWords(rollout.phase)}`;
    case 'ahead':
      return `·  ${words}`;
  }
}

/** The steps with their state, one line each: done, hurried past, current with its times, given up, never run, or still to come. */
export function stepLines(rollout: Rollout): string {
  const standings = stepStandings(rollout);
  const lines = rollout.config.plan.map((step, index) => stepLine(rollout, step, index, standings[index] ?? AHEAD));
  const from = Math.max(0, Math.min(rollout.step - 8, lines.length - 20));
  const hidden = from === 0 ? [] : [`_${from} steps before_`];
  return fitLines([...hidden, ...lines.slice(from)], ROOM, 'steps');
}

/** Describes when a step begins: counted from the start, or from the end of the last earlier step of unknown length. */
function stepStartText(elapsed: number, after: string | null): string {
  if (elapsed === 0) return after === null ? 'at once' : `after ${after}`;
  return after === null ? `+${duration(elapsed)}` : `${duration(elapsed)} after ${after}`;
}

/** Names the times that the sum of the bakes leaves out. */
function unknownTimes(plan: Plan): string {
  const all = unknownLengths(plan);
  return all.length === 0 ? '' : `, and the time that ${all.join(' and that ')}`;
}

/**
 * The plan as it will go, each step with when it begins, as far as that can be known.
 * @param stable the name of the version that users have
 */
export function planLines(plan: Plan, stable: string): string {
  let elapsed = 0;
  let after: string | null = null;
  const lines = plan.map((step) => {
    const { words, mentions, unknownLength } = stepView(step);
    const people = mentions === undefined ? '' : ` (${mentions(step)})`;
    const line = `${stepStartText(elapsed, after)} · ${words(step, stable)}${people}`;
    elapsed += stepTraits(step).lasts ?? 0;
    if (unknownLength !== null) [elapsed, after] = [0, unknownLength.after];
    return line;
  });
  const known = plan.reduce((sum, step) => sum + (stepTraits(step).lasts ?? 0), 0);
  return `${fitLines(lines, ROOM_WITH_PEOPLE, 'steps')}\n_In all ${duration(known)}${unknownTimes(plan)}._`;
}
