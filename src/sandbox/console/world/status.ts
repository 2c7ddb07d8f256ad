import type { Phase, Status } from '../../../domain/rollout/record.ts';

/** The words for each status, as in the messages in Slack. */
export const statusWords: Readonly<Record<Status, string>> = {
  shifting: 'shifting',
  baking: 'baking',
  'awaiting-approval': 'waiting for approval',
  hooking: 'waiting for a hook',
  draining: 'draining',
  paused: 'paused',
  holding: 'holds and asks',
  promoting: 'promoting',
  'rolling-back': 'rolling back',
  stuck: 'stuck',
  completed: 'completed',
  'rolled-back': 'rolled back',
};

/** The tone of each status: under way, waiting for a person, good, bad. */
export const statusTones: Readonly<Record<Status, 'going' | 'asks' | 'good' | 'bad'>> = {
  shifting: 'going',
  baking: 'going',
  'awaiting-approval': 'asks',
  hooking: 'going',
  draining: 'going',
  paused: 'asks',
  holding: 'asks',
  promoting: 'going',
  'rolling-back': 'bad',
  stuck: 'bad',
  completed: 'good',
  'rolled-back': 'bad',
};

/** True when a rollout is over. */
export function isOver({ status }: Pick<Phase, 'status'>): boolean {
  return status === 'completed' || status === 'rolled-back';
}
