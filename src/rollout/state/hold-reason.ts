import { unclearWords } from '../../domain/alarm/unclear.ts';
import type { Hold } from '../../domain/rollout/record.ts';
import type { Activity } from '../../domain/steps/registry.ts';
import { percent, withoutFullStop } from '../../domain/wording.ts';
import { isHookDone } from '../steps/hook.ts';

function hookHoldReason(hold: Extract<Hold, { kind: 'hook' }>, activity: Activity): string {
  if (isHookDone(activity)) return `${hold.function} was late, and is done now`;
  const again = 'Look first what it did';
  switch (hold.outcome) {
    case 'failed':
      return `${hold.function} failed${hold.detail === '' ? '' : ` (${withoutFullStop(hold.detail)})`}. ${again}`;
    case 'late':
      return `${hold.function} ran and did not answer in time. ${again}`;
    case 'unknown':
      return `nobody knows whether ${hold.function} ran, or how it ended. ${again}`;
  }
}

/** Returns the reason why Serin holds, as half a sentence without its full stop. */
export function holdReason(hold: Hold, activity: Activity): string {
  switch (hold.kind) {
    case 'drift':
      return `somebody changed ${hold.target}: ${hold.detail}`;
    case 'partial':
      return `${hold.target} could not be brought ${'wanted' in activity ? `to ${percent(activity.wanted)}` : 'up'} (${withoutFullStop(hold.fault.message)}); the others went back to the last share where all agreed`;
    case 'control-center':
      return `the control center cannot be written (${withoutFullStop(hold.detail)})`;
    case 'unread':
      return hold.isBack === true
        ? `${hold.target} could not be read, and can be read again`
        : `${hold.target} cannot be read (${withoutFullStop(hold.fault.message)}), so nobody knows its share`;
    case 'components-unread':
      return hold.isBack === true
        ? 'the components could not be read, and can be read again'
        : `the components cannot be read (${withoutFullStop(hold.detail)}), so a deployment to one of them would not be noticed`;
    case 'center-unread':
      return hold.isBack === true
        ? 'the control center could not be read, and can be read again'
        : `the control center cannot be read (${withoutFullStop(hold.detail)}), so a change to it would not be noticed`;
    case 'gate-expired':
      return 'nobody approved in time';
    case 'hook':
      return hookHoldReason(hold, activity);
    case 'alarm':
      return `the alarm ${hold.name} fires`;
    case 'alarm-unclear':
      return hold.alarms.map(unclearWords).join('; ');
    case 'alarms-unreadable':
      return 'the alarms cannot be read';
    case 'unhealthy':
    case 'inconclusive':
      return hold.detail;
  }
}
