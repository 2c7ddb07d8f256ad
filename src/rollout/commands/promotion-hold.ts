import type { Hold, Rollout } from '../../domain/rollout/record.ts';
import { refuse } from '../../domain/rollout/refuse.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import { rollbackHint } from '../../domain/wording.ts';

/** The problem that Serin holds for, as a sentence; null where a promotion is judged by the alarms and by who asks. */
const problems = {
  drift: 'A target is not as it should be.',
  partial: 'A target is not as it should be.',
  unread: 'A target is not as it should be.',
  'control-center': 'The control center cannot be written.',
  'center-unread': 'The control center could not be read.',
  'components-unread': 'The components could not be read.',
  'gate-expired': null,
  hook: null,
  alarm: null,
  'alarm-unclear': null,
  'alarms-unreadable': null,
  unhealthy: 'The canary is worse than stable.',
  inconclusive: null,
} as const satisfies Record<Hold['kind'], string | null>;

/** Returns the refusal to promote a rollout that holds; null where the hold does not stand in the way. */
export function promotionHoldRefusal(rollout: Rollout, { kind }: Hold): Decision | null {
  const problem = problems[kind];
  return problem === null ? null : refuse('holding', `${problem} Fix that and resume${rollbackHint(rollout)}.`);
}
