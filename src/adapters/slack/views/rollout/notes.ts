import type { Rollout } from '../../../../domain/rollout/record.ts';
import { escapeMrkdwn, link } from '../parts/mrkdwn.ts';

/** Returns the plan that the requester chose, and the words and the link that they added, in a line; empty where there are none. */
export function notesLine({ notes = {}, planName }: Pick<Rollout, 'notes' | 'planName'>): string {
  const { note = '', change = '' } = notes;
  const plan = planName === undefined ? [] : [`🧭 plan ${escapeMrkdwn(planName, 40)}`];
  const linked = change === '' ? [] : [`🔗 ${link(change, 'Change')}`];
  return [...plan, ...linked, ...(note === '' ? [] : [`📝 ${escapeMrkdwn(note, 240)}`])].join(' · ');
}
