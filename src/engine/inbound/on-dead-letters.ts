import type { DeadLetter, DeadLetterQueue } from '../../domain/dead-letter.ts';
import type { Service } from '../../domain/service.ts';
import type { DeadLetterNotifier, DeadLetters } from '../../ports/dead-letters.ts';
import type { Log } from '../../ports/log.ts';
import type { Services } from '../../ports/services.ts';

/** What telling people of dead letters needs: nothing that a rollout needs, since that may be what is away. */
export interface DeadLetterDeps {
  readonly letters: DeadLetters;
  readonly services: Pick<Services, 'get' | 'names'>;
  readonly board: DeadLetterNotifier;
  readonly log: Log;
}

/** The names of the services that letters may concern: an alarm says nothing of those that watch it. */
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
 * Tells each service what of it waits in a queue of dead letters, in its channel. Reads the configuration and not the table:
 * where the table is away, that is what there is to tell.
 *
 * @param since when the alarm on the queue began to fire: one message for each time that it does
 * @throws when somebody was not told, so that it is tried again; who was told already is not told twice
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
