import type { Rollout } from '../../domain/rollout/record.ts';
import { withoutFullStop } from '../../domain/wording.ts';

/** The reason why nothing goes on: what Serin watches beside the targets cannot be read. */
export interface UnreadWatch {
  readonly code: 'components-unread' | 'control-center-unread';
  /** The problem, as a sentence. */
  readonly because: string;
}

/**
 * Finds components or a control center that cannot be read, while people have not been asked about it. Once they were asked, their
 * answer counts. Null when there is nothing.
 */
export function findUnreadWatch({ components, centerUnread }: Rollout): UnreadWatch | null {
  if (components.unread !== null && components.isAsked !== true)
    return {
      code: 'components-unread',
      because: `The components cannot be read: ${withoutFullStop(components.unread)}.`,
    };
  if (centerUnread !== undefined && centerUnread.isAsked !== true)
    return {
      code: 'control-center-unread',
      because: `The control center cannot be read: ${withoutFullStop(centerUnread.why)}.`,
    };
  return null;
}
