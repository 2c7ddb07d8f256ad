import type { Button } from '@slack/types';
import { unclearAlarms } from '../../../../domain/alarm/unclear.ts';
import { comparedVersions } from '../../../../domain/analysis/rollout-words.ts';
import { putBackWords, targetsWithForeignShare } from '../../../../domain/rollout/expected.ts';
import { shownWords } from '../../../../domain/rollout/read-share.ts';
import { type Phase, phaseStart, type Rollout } from '../../../../domain/rollout/record.ts';
import { isApproved, isInStep, isRunning, skippableWait } from '../../../../domain/rollout/running-phase.ts';
import { describeShares, largestCanaryShare } from '../../../../domain/rollout/share.ts';
import { percent } from '../../../../domain/wording.ts';
import { targetsInQuestion } from '../../../../rollout/rollback/questions.ts';
import { isBack } from '../../../../rollout/rollback/unreachable.ts';
import { findMissedHook } from '../../../../rollout/steps/hook.ts';
import { phaseView } from '../steps/registry.ts';
import { type ButtonLook, button } from './blocks.ts';
import type { ButtonName, ButtonValue } from './button.ts';

/** The answers to a change after the end. */
const afterEndNames: readonly ButtonName[] = ['put-back', 'accept'];
const rollbackOnly: readonly ButtonName[] = ['rollback'];

/** The buttons that make sense in each status, in the order in which they stand. Whoever clicks is checked then. */
function namesFor(phase: Phase): readonly ButtonName[] {
  if (isRunning(phase)) return phaseView(phase).buttons;
  switch (phase.status) {
    case 'paused':
      return ['resume', 'promote', 'rollback'];
    case 'holding':
      return [
        'drift',
        'partial',
        'control-center',
        'alarm-unclear',
        'unread',
        'components-unread',
        'center-unread',
      ].includes(phase.why.kind)
        ? ['resume', 'rollback']
        : ['resume', 'promote', 'rollback'];
    case 'stuck':
      return ['rollback', 'resume'];
    case 'rolling-back':
      return phase.question === null ? [] : ['resume'];
    case 'completed':
      return [
        ...(phase.changed === undefined ? [] : afterEndNames),
        ...(phase.windowUntil === undefined ? [] : rollbackOnly),
      ];
    case 'rolled-back':
      return [];
  }
}

/** The confirm dialog of a rollback, the same on the card and in the message of an alarm. */
export function rollbackLook(rollout: Rollout): ButtonLook {
  const known = largestCanaryShare(rollout);
  const has =
    known === null ? `The share of ${rollout.canary} is not known.` : `${rollout.canary} has ${percent(known)} now.`;
  const lookFirst =
    rollout.phase.status === 'completed' ? ' Serin looks first whether anything was changed since.' : '';
  return {
    label: rollout.phase.status === 'stuck' ? 'Try again' : 'Roll back',
    style: 'danger',
    confirm: {
      title: `Roll back ${rollout.service}?`,
      text: `Send all ${rollout.service} traffic back to ${comparedVersions(rollout).stable}? ${has}${lookFirst}`,
      yes: 'Roll back',
    },
  };
}

/**
 * Returns the look of the button that answers a question during the rollback: keep a foreign change, or leave what cannot be
 * restored.
 */
function leaveLook(rollout: Rollout): ButtonLook {
  const { phase, targets, service } = rollout;
  const asked =
    phase.status === 'rolling-back'
      ? targetsInQuestion(rollout, phase)
      : targets.filter(({ name }) => phase.status === 'stuck' && name === phase.target);
  if (asked.every((target) => isBack(target))) return { label: 'Keep what was changed' };
  return {
    label: 'Leave it as it is',
    confirm: {
      title: `End ${service} as it is?`,
      text: `Serin stops bringing back ${describeShares(asked)}. It stays so, and the rollout ends.`.slice(0, 290),
      yes: 'Leave it',
    },
  };
}

/** Returns the look of the resume button at the rollout's current position. */
function resumeLook(rollout: Rollout): ButtonLook {
  const { phase } = rollout;
  if (phase.status === 'rolling-back' || phase.status === 'stuck') return leaveLook(rollout);
  const isAnswer = phase.status === 'holding' ? phase.why.kind === 'alarm-unclear' : phase.status !== 'paused';
  if (isAnswer) return { label: 'Go on without the alarm' };
  if (putsBack(rollout).length > 0) return { label: 'Resume' };
  return { label: findMissedHook(rollout) !== null ? 'Call the hook again' : 'Resume', style: 'primary' };
}

/** The confirm dialog says what Serin writes. */
function putBackLook(rollout: Rollout): ButtonLook {
  const words = putBackWords(rollout, targetsWithForeignShare(rollout));
  const text =
    rollout.phase.status === 'completed'
      ? `All users get ${rollout.canary} again at once, if every alarm is quiet and nothing but the share was changed.`
      : `Serin sets ${words} and resumes.`;
  return {
    label: 'Put back',
    style: 'primary',
    confirm: { title: `Put ${rollout.service} back?`, text, yes: 'Put back' },
  };
}

/** Returns the buttons that answer a change after the end. */
export function afterEndButtons(rollout: Rollout): readonly Button[] {
  return afterEndNames.map((name) => button(name, buttonValue(rollout), buttonLook(name, rollout)));
}

function skipLook(rollout: Rollout): ButtonLook {
  const wait = skippableWait(rollout.phase) ?? 'bake';
  return {
    label: `Skip the ${wait}`,
    confirm: {
      title: `Skip the ${wait} of ${rollout.service}?`,
      text: `The rest of the ${wait} at ${shownWords(rollout)} is cut short; the next step begins at once.`,
      yes: `Skip the ${wait}`,
    },
  };
}

function buttonLook(name: ButtonName, rollout: Rollout): ButtonLook {
  switch (name) {
    case 'approve':
      return { label: 'Approve', style: 'primary' };
    case 'withdraw':
      return { label: 'Withdraw my approval' };
    case 'reject':
      // It opens a modal that asks for the reason; nothing else is to be confirmed.
      return { label: 'Reject' };
    case 'pause':
      return { label: 'Pause' };
    case 'resume':
      return resumeLook(rollout);
    case 'put-back':
      return putBackLook(rollout);
    case 'accept':
      return {
        label: 'Accept',
        confirm: {
          title: `Leave ${rollout.service} as it is?`,
          text: `Users keep what somebody changed. ${rollout.canary} cannot be rolled back any more.`,
          yes: 'Accept',
        },
      };
    case 'skip':
      return skipLook(rollout);
    case 'promote':
      return {
        label: 'Promote',
        confirm: {
          title: `Promote ${rollout.service}?`,
          text: `All traffic goes to ${rollout.canary} at once, past all bakes, drains, approvals and hooks that are left.`,
          yes: 'Promote',
        },
      };
    case 'rollback':
      return rollbackLook(rollout);
  }
}

/** While the plan goes on, alarms that are not known to be quiet can be answered for before it comes to its next raise. */
function answers(rollout: Rollout): readonly ButtonName[] {
  return isInStep(rollout.phase) && unclearAlarms(rollout).length > 0 ? ['resume'] : [];
}

/** Returns the button that lets Serin set its share again; empty unless Serin holds because of a foreign share alone. */
function putsBack(rollout: Rollout): readonly ButtonName[] {
  const { phase } = rollout;
  const isForeign = phase.status === 'holding' && phase.why.kind === 'drift';
  return isForeign && targetsWithForeignShare(rollout).length > 0 ? ['put-back'] : [];
}

/**
 * Tells whether a button has nothing to do: enough people have approved, or nobody has who could withdraw; in a freeze nothing is raised.
 */
function isUnneeded(name: ButtonName, rollout: Rollout): boolean {
  const { phase, freeze } = rollout;
  if (name === 'promote') return freeze !== undefined;
  if (name === 'skip') return freeze?.waits === true;
  if (name === 'approve') return isApproved(rollout);
  return name === 'withdraw' && (isApproved(rollout) || !('approvals' in phase) || phase.approvals.length === 0);
}

/** Returns the value of a rollout's buttons. */
export function buttonValue(rollout: Rollout): ButtonValue {
  return { service: rollout.service, rollout: rollout.id, step: rollout.step, since: phaseStart(rollout.phase) };
}

/**
 * Returns the buttons under a card; none when nothing is left to ask for. Behind the point of no return a rollback has to be
 * typed.
 */
export function cardButtons(rollout: Rollout): readonly Button[] {
  const isPast = rollout.noReturnAt !== null && rollout.phase.status !== 'stuck';
  const names = [...putsBack(rollout), ...namesFor(rollout.phase), ...answers(rollout)].filter(
    (name) => (!isPast || name !== 'rollback') && !isUnneeded(name, rollout),
  );
  return names.map((name) => button(name, buttonValue(rollout), buttonLook(name, rollout)));
}
