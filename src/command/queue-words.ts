import type { QueueBody } from '../ports/inbound/command.ts';
import { commandLimits as limits } from './limits.ts';

/** The reason why the words after `queue <service>` say nothing. */
interface Problem {
  readonly code: string;
  readonly problem: string;
}

/** Reads the words after `queue <service>`: nothing, `leave` and a version, or `resume`. */
export function parseQueue(service: string, words: readonly string[]): QueueBody | Problem {
  const [typed, label, ...more] = words;
  const verb = typed?.toLowerCase();
  if (verb === undefined) return { name: 'queue', service };
  if (verb === 'resume' && label === undefined) return { name: 'resume-queue', service };
  if (verb === 'leave' && label === undefined)
    return {
      code: 'version-missing',
      problem: `Which version leaves the queue of ${service}? Name it, for example v54.`,
    };
  if (verb === 'leave' && label !== undefined && label.length <= limits.label && more.length === 0)
    return { name: 'leave-queue', service, label };
  return { code: 'unknown-word', problem: `"${words.join(' ').slice(0, 60)}" is not understood.` };
}
