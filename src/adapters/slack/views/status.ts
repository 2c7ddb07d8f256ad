import { openWords } from '../../../domain/cohorts.ts';
import type { Activity, Hold, HookCall, Phase, Rollout, Status } from '../../../domain/record.ts';
import { shownWords } from '../../../domain/seen-share.ts';
import { leftTargets, outcomeWords, withWhatTheyHave } from '../../../domain/share.ts';
import { unclearWords } from '../../../domain/unclear.ts';
import { bare, because, oneOf, percent, short } from '../../../domain/wording.ts';
import { leavingMetric, stillThere } from '../../../rollout/rollback/who-leaves.ts';
import { missedIn } from '../../../rollout/steps/hook.ts';
import { escaped, fitLines, mention, speakerName, when } from './mrkdwn.ts';

/** One sign per status, the same in every message. */
export const statusSigns: Readonly<Record<Status, string>> = {
  shifting: '🔀',
  baking: '🐤',
  'awaiting-approval': '✋',
  hooking: '🪝',
  draining: '🚰',
  paused: '⏸️',
  holding: '❓',
  promoting: '🏁',
  'rolling-back': '⏪',
  stuck: '🆘',
  completed: '✅',
  'rolled-back': '↩️',
};

function whyItHolds(hold: Hold, activity: Activity): string {
  switch (hold.kind) {
    case 'drift':
      return `somebody changed ${hold.target}: ${hold.detail}`;
    case 'partial':
      return `${hold.target} could not be brought ${activity.status === 'shifting' ? `to ${percent(activity.wanted)}` : 'up'} (${bare(hold.fault.message)}); the others went back to the last share where all agreed`;
    case 'control-center':
      return `the control center cannot be written (${bare(hold.detail)})`;
    case 'unread':
      return hold.isBack === true
        ? `${hold.target} could not be read, and can be read again`
        : `${hold.target} cannot be read (${bare(hold.fault.message)}), so nobody knows its share`;
    case 'components-unread':
      return hold.isBack === true
        ? 'the components could not be read, and can be read again'
        : `the components cannot be read (${bare(hold.detail)}), so a deployment to one of them would not be noticed`;
    case 'gate-expired':
      return 'nobody approved in time';
    case 'hook':
      return whyTheHookHolds(hold, activity);
    case 'alarm':
      return `the alarm ${hold.name} fires`;
    case 'alarm-unclear':
      return hold.alarms.map(unclearWords).join('; ');
    case 'alarms-unreadable':
      return 'the alarms cannot be read';
  }
}

/** What people can do where going back is an answer. */
function answerTo(hold: Hold): string {
  return hold.kind === 'alarm-unclear' ? 'Resume to go on without it, or roll back.' : 'Resume or roll back.';
}

/** What people can do behind the point of no return, where going back is no answer. */
function wayOn(hold: Hold, activity: Activity): string {
  switch (hold.kind) {
    case 'drift':
      return 'Put it back and resume.';
    case 'partial':
      return 'Mend it, and resume to try again.';
    case 'control-center':
      return 'Mend that and resume.';
    case 'unread':
    case 'components-unread':
      return hold.isBack === true ? 'Resume to go on.' : 'Mend it and resume.';
    case 'gate-expired':
      return 'Resume to open the gate again.';
    case 'hook':
      return activity.status === 'hooking' && activity.call.state === 'done'
        ? 'Resume to go on.'
        : 'Mend it and resume.';
    case 'alarm':
      return 'Mend it forward, and resume when it is quiet.';
    case 'alarm-unclear':
      return 'Resume to go on without it.';
    case 'alarms-unreadable':
      return 'Resume when they can be read again.';
  }
}

/** What resuming does with a hook that failed or did not answer, also where Serin holds for something else by now. */
function hookAgain(rollout: Rollout): string {
  const missed = missedIn(rollout);
  if (missed === null) return '';
  return ` Resume calls ${escaped(missed.hook.function, 100)} again; if its work is done: \`/canary resume ${rollout.service} done\` and how you know.`;
}

function whyTheHookHolds(hold: Extract<Hold, { kind: 'hook' }>, activity: Activity): string {
  if (activity.status === 'hooking' && activity.call.state === 'done')
    return `${hold.function} was late, and is done now`;
  const again = 'Look first what it did';
  switch (hold.outcome) {
    case 'failed':
      return `${hold.function} failed${hold.detail === '' ? '' : ` (${bare(hold.detail)})`}. ${again}`;
    case 'late':
      return `${hold.function} ran and did not answer in time. ${again}`;
    case 'unknown':
      return `nobody knows whether ${hold.function} ran, or how it ended. ${again}`;
  }
}

/** Room for the approvers of a gate, in characters: 20 user groups fit. */
const APPROVERS = 700;

/** An approver as configured, in words that tell nobody. */
const quiet = (approver: string): string => escaped(approver, 80);

/** How far the gate that is open is, and whose approval it waits for. */
function openGate(
  { config, step }: Rollout,
  phase: Extract<Phase, { status: 'awaiting-approval' }>,
  tells: boolean,
): string {
  const gate = config.plan[step];
  if (gate?.kind !== 'approve') return `Waits for approval until ${when(phase.expiresAt)}.`;
  const names = gate.from.map(tells ? mention : quiet);
  const all = oneOf(names);
  const who = all.length > APPROVERS ? fitLines(names, APPROVERS, 'people').replaceAll('\n', ', ') : all;
  return `Waits for approval (${phase.approvals.length} of ${gate.count}) until ${when(phase.expiresAt)} by ${who}.`;
}

/** How far the call of the hook is, and how long it is waited for. */
function hookRuns({ config, step }: Rollout, call: HookCall): string {
  const hook = config.plan[step];
  const name = hook?.kind === 'hook' ? `\`${escaped(hook.function, 100)}\`` : 'a hook';
  const until = `until ${when(call.until)}`;
  switch (call.state) {
    case 'due':
      return `Calls ${name}.`;
    case 'taken':
      return `${name} runs; waits for its answer ${until}.`;
    case 'done':
      return `${name} is done.`;
    default:
      return `Called ${name}; waits for its answer ${until}.`;
  }
}

/** What is left of the version before, and how long it is waited for. */
function drains({ config, step }: Rollout, { seen, until }: Extract<Phase, { status: 'draining' }>): string {
  const drain = config.plan[step];
  if (drain?.kind !== 'drain') return `Drains until ${when(until)} at most.`;
  const name = `\`${escaped(drain.metric.name, 100)}\``;
  const left = seen === null ? `${name} was not read yet` : `${name} is *${short(seen.value)}*`;
  return `Drains the version before: ${left}; goes on at ${drain.atOrUnder} or less, ${when(until)} at the latest. Its arm stays as it is.`;
}

/** What cannot be had any more, where that is so. */
function noReturn({ noReturnAt, phase, service }: Rollout): string {
  const isOver = phase.status === 'completed' || phase.status === 'rolled-back';
  if (noReturnAt === null || isOver || phase.status === 'rolling-back' || phase.status === 'stuck') return '';
  return `\n*Past the point of no return* since ${when(noReturnAt)}: the version before may not work any more. Alarms hold and ask, and do not roll back. If going back is right all the same: \`/canary rollback ${service} anyway\`.`;
}

/** Who is still on the canary of a rollout that went back. */
function stays(rollout: Rollout): string {
  const name = leavingMetric(rollout)?.name;
  if (name === undefined || rollout.leaving === null) return '';
  return `\n${stillThere({ canary: escaped(rollout.canary, 100) }, rollout.leaving, `\`${escaped(name, 100)}\``)}.`;
}

/**
 * What the rollout is doing now and what comes next, as mrkdwn of at most 1300 characters.
 * @param tells whether approvers by id are mentioned; what is posted then tells them, what is updated does not
 */
export function situation(rollout: Rollout, tells = true): string {
  return doing(rollout, tells) + noReturn(rollout) + stays(rollout);
}

/** How long a completed rollout can be rolled back; what closes the window earlier only a look can tell. */
function window({ noReturnAt }: Rollout, { windowUntil }: Extract<Phase, { status: 'completed' }>): string {
  if (windowUntil === undefined || noReturnAt !== null) return '';
  return ` Can be rolled back until ${when(windowUntil)}, unless something is changed before.`;
}

/** What a rollback left as it is, with what it has. */
function wasLeft(rollout: Rollout): string {
  const left = leftTargets(rollout);
  return left.length === 0 ? '' : ` Left as it is: ${escaped(withWhatTheyHave(left), 400)}.`;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function doing(rollout: Rollout, tells: boolean): string {
  const { phase } = rollout;
  switch (phase.status) {
    case 'shifting':
      return `Shifting to ${percent(rollout.weight)}${escaped(openWords(rollout.cohorts), 90)} since ${when(phase.since)}.`;
    case 'baking':
      return `Baking at ${escaped(shownWords(rollout), 120)} until ${when(phase.until)}.`;
    case 'awaiting-approval':
      return openGate(rollout, phase, tells);
    case 'draining':
      return drains(rollout, phase);
    case 'hooking':
      return hookRuns(rollout, phase.call);
    case 'paused':
      return `Paused by ${speakerName(phase.by)} since ${when(phase.since)}. Alarms are still watched.`;
    case 'holding':
      return `Holds since ${when(phase.since)}: ${escaped(whyItHolds(phase.why, phase.activity), 600)}. ${rollout.noReturnAt === null ? answerTo(phase.why) : wayOn(phase.why, phase.activity)}${hookAgain(rollout)}`;
    case 'promoting':
      return `Making ${escaped(rollout.canary, 100)} stable since ${when(phase.since)}.`;
    case 'rolling-back': {
      const why = `Going back since ${when(phase.since)}: ${escaped(because(phase.reason), 500)}.`;
      return phase.question === null ? why : `${why}\n${escaped(phase.question, 300)}`;
    }
    case 'stuck':
      return `*${escaped(phase.target, 200)} cannot be brought back* since ${when(phase.since)}: ${escaped(bare(phase.fault.message), 400)}. Tried ${phase.tries} times. Bring it back by hand (the baseline is in the thread), or leave it as it is: \`/canary resume ${rollout.service}\`.`;
    case 'completed':
      return `Completed ${when(phase.at)}.${window(rollout, phase)}`;
    case 'rolled-back':
      return `${sentence(outcomeWords(rollout))} ${when(phase.at)}: ${escaped(because(phase.reason), 500)}.${wasLeft(rollout)}`;
  }
}
