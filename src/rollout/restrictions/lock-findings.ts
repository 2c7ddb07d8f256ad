import type { Finding } from '../../domain/finding.ts';
import { lockText } from '../../domain/restrictions/lock-text.ts';
import type { Draft } from '../../domain/rollout/signal.ts';

/** Returns the remedy for somebody else's lock, as a sentence. */
export function lockRemedy(service: string): string {
  return `Ask its owner, or who may promote, to unlock it: /canary unlock ${service}.`;
}

/** Blocks a start while somebody else has locked the service. */
export function lockFindings({ lock, service: { name } }: Pick<Draft, 'lock' | 'service'>): readonly Finding[] {
  if (lock === undefined || lock.isOwn) return [];
  const message = `${name} is ${lockText(lock)}.`;
  return [{ severity: 'blocks', code: 'locked', about: null, message, remedy: lockRemedy(name) }];
}
