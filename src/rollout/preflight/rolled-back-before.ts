import type { Finding } from '../../domain/finding.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import { duration, percent, reasonText } from '../../domain/wording.ts';

const MINUTE_MS = 60_000;

/** The code of the finding. */
export const ROLLED_BACK_BEFORE = 'rolled-back-before';

type Wanted = Pick<Draft, 'canary' | 'targets'>;

/** Tells whether a rollout brought the same version: the same label, and the same version in every target that both have. */
function isSameVersion({ canary, targets }: Wanted, earlier: Rollout): boolean {
  if (canary !== earlier.canary) return false;
  return targets.every(({ name, canary: version }) => {
    const then = earlier.targets.find((target) => target.name === name);
    return then === undefined || then.canary === version;
  });
}

/** Returns the cause of a rollback: `checkout-5xx: 6.5, limit 1`. */
function rollbackCause({ phase }: Rollout): string {
  if (phase.status !== 'rolled-back') return '';
  const { reason } = phase;
  return reason.kind === 'alarm' && reason.detail !== '' ? `${reason.name}: ${reason.detail}` : reasonText(reason);
}

/**
 * Warns where the version that is to start was rolled back the last time: when, from which share and why. A version that came
 * through since then is not warned of.
 *
 * @param earlier rollouts of the service, in any order
 */
export function rolledBackBefore(wanted: Wanted, earlier: readonly Rollout[], now: number): readonly Finding[] {
  const last = earlier
    .filter((each) => isFinished(each) && isSameVersion(wanted, each))
    .reduce<Rollout | null>(
      (newest, each) => (newest === null || each.startedAt > newest.startedAt ? each : newest),
      null,
    );
  if (last === null || last.phase.status !== 'rolled-back') return [];
  const { wentBackFrom = 0, phase } = last;
  const from = wentBackFrom === 0 ? '' : ` from ${percent(wentBackFrom)}`;
  const minutes = Math.max(1, Math.round((now - phase.at) / MINUTE_MS));
  const ago = duration(minutes * MINUTE_MS);
  return [
    {
      severity: 'warns',
      code: ROLLED_BACK_BEFORE,
      about: null,
      message: `${wanted.canary} was rolled back${from} ${ago} before this start: ${rollbackCause(last)}.`,
      remedy: 'It is the same version: start it only where the cause was something else and is gone.',
    },
  ];
}
