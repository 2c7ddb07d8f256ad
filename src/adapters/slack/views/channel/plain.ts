import { section } from '../parts/blocks.ts';
import { escapeMrkdwn } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

/** The most characters of such a message. */
const MOST = 2500;

/** Draws a message of nothing but text. */
export function plainMessage(text: string): View {
  const safe = escapeMrkdwn(text, MOST);
  return { text: safe, blocks: [section(safe)] };
}
