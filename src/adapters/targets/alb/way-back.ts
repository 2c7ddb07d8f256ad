import { errorCode, isDenied } from '../../shared/fault.ts';
import type { LoadElb } from './api.ts';
import { groupName } from './config.ts';
import { readGroupHealth } from './groups.ts';

/** Returns the reason why the target group of stable cannot take the traffic again; null when it can, or when Serin may not ask. */
export async function rollbackProblem(load: LoadElb, stable: string): Promise<string | null> {
  try {
    const { healthy } = await readGroupHealth(await load(), stable);
    return healthy > 0 ? null : `The target group ${groupName(stable)} has no healthy target.`;
  } catch (error) {
    if (errorCode(error) === 'TargetGroupNotFoundException') return `The target group ${groupName(stable)} is gone.`;
    if (isDenied(error)) return null;
    throw error;
  }
}
