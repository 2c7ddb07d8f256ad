import type { Restrictions } from '../../domain/restrictions/restrictions.ts';
import { isRemembered, rememberCommand } from '../../rollout/restrictions/change-freezes.ts';
import { retryOnConflict } from '../commit/save.ts';
import type { Deps } from '../deps.ts';

/** The restrictions before and after a command; both are the same when it changed nothing, or was processed before. */
export interface Changed {
  readonly before: Restrictions;
  readonly after: Restrictions;
  readonly isRepeat: boolean;
}

/**
 * Changes the restrictions once for each command, in one conditional write; again when another worker saved first.
 *
 * @param key of the command
 * @param change returns the same object to save nothing
 */
export function updateRestrictions(
  deps: Deps,
  key: string,
  change: (restrictions: Restrictions, now: number) => Restrictions,
): Promise<Changed> {
  return retryOnConflict(async () => {
    const before = await deps.restrictions.load();
    if (isRemembered(before, key)) return { before, after: before, isRepeat: true };
    const now = deps.clock.now();
    const next = change(before, now);
    if (next === before) return { before, after: before, isRepeat: false };
    const after = { ...rememberCommand(next, key, now), revision: before.revision + 1 };
    await deps.restrictions.save(after);
    return { before, after, isRepeat: false };
  });
}
