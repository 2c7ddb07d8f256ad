import type { Rollout } from '../../../../domain/rollout/record.ts';
import { escapeMrkdwn, link } from '../parts/mrkdwn.ts';

/** Returns the words and the link that the requester added, in a line; empty where there are none. */
export function notesLine({ notes = {} }: Pick<Rollout, 'notes'>): string {
  const { note = '', change = '' } = notes;
  const linked = change === '' ? [] : [`🔗 ${link(change, 'Change')}`];
  return [...linked, ...(note === '' ? [] : [`📝 ${escapeMrkdwn(note, 240)}`])].join(' · ');
}
