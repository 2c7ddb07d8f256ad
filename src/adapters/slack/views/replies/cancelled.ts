import { section } from '../parts/blocks.ts';
import { escapeMrkdwn } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

/** Takes the place of a start that its person cancelled. */
export function cancelledView(service: string): View {
  const text = `Cancelled. Nothing of ${escapeMrkdwn(service, 80)} was started.`;
  return { text, blocks: [section(text)] };
}
