import type { Finding } from './finding.ts';

/** Returns a finding that prevents a start or a rollback. @param about the target, alarm or function, if any */
export function blockingFinding(code: string, about: string | null, message: string, remedy: string): Finding {
  return { severity: 'blocks', code, about, message, remedy };
}
