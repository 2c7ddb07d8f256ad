import type { Rollout } from '../../../../domain/rollout/record.ts';
import type { RunningPhase, Step } from '../../../../domain/steps/registry.ts';
import type { ButtonName } from '../parts/button.ts';

/** One kind of step as people see it in Slack. */
export interface StepView<S extends Step> {
  /** Returns the step in a few words of mrkdwn. @param stable the name of the version that users have */
  words(step: S, stable: string): string;
  /** Returns the words for a step that somebody skipped or promoted past, where they are others. */
  skipped?(step: S): string;
  /** Returns the people to mention behind the step in a drawing of a plan. */
  mentions?(step: S): string;
  /** Returns what the step gives the canary, as half a sentence; null for a step that moves no traffic. @param stable as above */
  gives(step: S, stable: string): string | null;
  /** The words for its length where nobody knows that before: `after the hook`, `the time that hooks take`; null where it is known. */
  readonly unknownLength: { readonly after: string; readonly takes: string } | null;
}

/** One phase of a running plan as people see it in Slack. */
export interface PhaseView<P extends RunningPhase> {
  /** The sign in front of the title of a card. */
  readonly sign: string;
  /** The buttons that make sense, in the order in which they stand. Whoever clicks is checked then. */
  readonly buttons: readonly ButtonName[];
  /** Returns the end of the line of the current step, behind its time: who has done what. */
  progress?(phase: P): string;
  /**
   * Describes what the rollout is doing now and what comes next, in sentences.
   * @param tells whether people by id are mentioned
   */
  situation(rollout: Rollout, phase: P, tells: boolean): string;
}

/** The buttons of a phase that waits for something other than people. */
export const STEP_BUTTONS = ['pause', 'promote', 'rollback'] as const satisfies readonly ButtonName[];
