import { createHash } from 'node:crypto';

/** The id of a rollout, from the key of its start: the same start, delivered twice, is the same rollout. */
export function rolloutId(service: string, startKey: string): string {
  return `r-${createHash('sha256').update(`${service}\n${startKey}`).digest('hex').slice(0, 12)}`;
}
