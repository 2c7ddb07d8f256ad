import * as z from 'zod/mini';
import { expectedSignalSchema, signalGenerations } from '../../../domain/service.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SignalSettings, SignalSource } from '../../../ports/health/signal-intake.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';
import type { ReadParameters } from './read-parameters.ts';
import { signalKey } from './secret-names.ts';
import { SecretsMissing } from './secrets.ts';

/** The time for which the key is kept, in milliseconds: a replaced one is taken up within it. */
const KEY_FRESH_FOR = 60 * 60_000;

/** The time for which the settings of a service are kept, in milliseconds. A revoked token counts so long, and LEAST_BETWEEN longer. */
const SETTINGS_FRESH_FOR = 30_000;

/**
 * The least time between two reads of the settings of a service, and after a read that failed, in milliseconds: a monitor that says a
 * wrong name, and a stranger while the key is missing, cost no more.
 */
const LEAST_BETWEEN = 5_000;

/** The fields that are read of a stored service; the others are ignored. */
const stored = z.object({
  signals: z.optional(z.array(expectedSignalSchema)),
  signalTokens: z.optional(z.array(z.number())),
});

/** The dependencies of the source. */
interface Parts {
  readonly parameters: ReadParameters;
  readonly clock: Clock;
  /** The prefix of the parameter with the key, and of those with services; both end in `/`. */
  readonly prefixes: { readonly signals: string; readonly services: string };
}

/** Returns a read that throws its failure again, and reads nothing, until LEAST_BETWEEN is over. @throws what `read` threw */
function paceFailures<T>(clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let failed: { readonly at: number; readonly error: unknown } | null = null;
  return async () => {
    if (failed !== null && clock.now() - failed.at < LEAST_BETWEEN) throw failed.error;
    try {
      return await read();
    } catch (error) {
      failed = { at: clock.now(), error };
      throw error;
    }
  };
}

/** Returns a read that gives what it gave the last time when it fails. @throws what `read` threw, when it never gave anything */
function keepLast<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly value: T } | null = null;
  return async () => {
    try {
      last = { value: await read() };
    } catch (error) {
      if (last === null) throw error;
    }
    return last.value;
  };
}

/**
 * Reads what health signals are checked by, from SSM: the key once an hour, the settings of a service every 30 s while it is told
 * of. While SSM does not answer, what was read last counts, and it is asked once in 5 s. `key` throws SecretsMissing.
 */
export function createSignalSource({ parameters, clock, prefixes }: Parts): SignalSource {
  const read = async () => {
    const name = prefixes.signals + signalKey.name;
    const [found] = await parameters([name]);
    if (!found?.Value) throw new SecretsMissing([{ name }]);
    return found.Value;
  };
  const readKey = keepLast(paceFailures(clock, read));
  const keys = createTtlCache<string>(clock, KEY_FRESH_FOR);
  const kept = createTtlCache<SignalSettings | null>(clock, SETTINGS_FRESH_FOR);
  const paced = createTtlCache<SignalSettings | null>(clock, LEAST_BETWEEN);
  const reads = new Map<string, () => Promise<SignalSettings | null>>();

  const readSettings = (service: string) => async (): Promise<SignalSettings | null> => {
    const [found] = await parameters([prefixes.services + service]);
    if (!found?.Value) return null;
    const { signals = [], signalTokens } = stored.parse(JSON.parse(found.Value));
    return { signals, generations: signalGenerations({ signalTokens }) };
  };
  const settings = (service: string) => {
    // Only names whose token was right come here, so that there are no more of them than services.
    const read = reads.get(service) ?? keepLast(paceFailures(clock, readSettings(service)));
    reads.set(service, read);
    return paced.get(service, read);
  };
  return {
    key: () => keys.get('', readKey),
    settings: (service, fresh) => kept.get(service, () => settings(service), fresh),
  };
}
