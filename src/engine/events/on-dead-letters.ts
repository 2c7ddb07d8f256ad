import type { DeadLetter, DeadLetterQueue } from '../../domain/dead-letter.ts';
import type { Service } from '../../domain/service.ts';
import type { DeadLetterNotifier, DeadLetters } from '../../ports/dead-letters.ts';
import type { Log } from '../../ports/log.ts';
import type { Services } from '../../ports/services.ts';

/** The dependencies for telling people about dead letters: none of a rollout's, since those may be what fails. */
export interface DeadLetterDeps {
  readonly letters: DeadLetters;
  readonly services: Pick<Services, 'get' | 'names'>;
  readonly board: DeadLetterNotifier;
  readonly log: Log;
}

/** Returns the names of the services that dead letters may concern; all of them for an alarm, which does not name its watchers. */
async function namesIn({ services }: DeadLetterDeps, letters: readonly DeadLetter[]): Promise<readonly string[]> {
  if (letters.some(({ about }) => about.kind === 'alarm')) return services.names();
  const named = letters.flatMap(({ about }) => ('service' in about && about.service !== null ? [about.service] : []));
  return [...new Set(named)];
}

function isAbout({ name, alarms }: Service, { about }: DeadLetter): boolean {
  if (about.kind === 'alarm') return alarms.includes(about.alarm);
  return 'service' in about && about.service === name;
}

/**
 * Tells each service, in its channel, about its dead letters in a queue. Reads the configuration and not the table: an outage of
 * the table may be the cause.
 *
 * @param since the moment the alarm on the queue began to fire: one message for each time
 * @throws when a service was not told, so that it is retried; the others are not told twice
 */
export async function onDeadLetters(deps: DeadLetterDeps, queue: DeadLetterQueue, since: number): Promise<void> {
  const letters = await deps.letters.waiting(queue);
  deps.log.error({ queue, letters: letters.length }, 'events were not taken and wait; serin replay takes them again');
  const tell = async (name: string): Promise<void> => {
    const service = await deps.services.get(name, false);
    if (service === null) return;
    const its = letters.filter((letter) => isAbout(service, letter));
    if (its.length === 0) return;
    await deps.board.tell(service.channel, { service: name, letters: its }, `dead-letters#${queue}#${since}#${name}`);
  };
  const names = await namesIn(deps, letters);
  const results = await Promise.allSettled(names.map(tell));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `${failed.length} of ${names.length} services were not told of their dead letters; it is tried again.`,
    );
}
