import { readSignalToken } from '../command/signal-token.ts';
import type { HttpResult } from '../discovery/http.ts';
import type { Clock } from '../ports/clock.ts';
import type { SignalBus, SignalSettings, SignalSource } from '../ports/health/signal-intake.ts';
import type { Log } from '../ports/log.ts';
import { acceptedAnswer, type Refusal, refusedAnswer, UNAUTHORIZED } from './answer.ts';
import { checkSignal, nameOf } from './check.ts';
import { badSignal, readContent, readRequest, type SignalRequest } from './request.ts';

/** Answers an event of an HTTP API, and never throws: a failure becomes an error answer. */
export type SignalsHandler = (event: unknown) => Promise<HttpResult>;

/** The dependencies of taking health signals. */
interface Parts {
  readonly source: SignalSource;
  readonly bus: SignalBus;
  readonly clock: Clock;
  readonly log: Log;
}

const UNAVAILABLE: Refusal = {
  status: 503,
  code: 'unavailable',
  message: 'Nothing was taken. Send the signal again; if that goes on, the log of the signals function says why.',
};

/**
 * Creates the handler of `PUT /signals/<service>`: it checks the token, then the signal, and puts it on the bus as the event that
 * whoever may use the bus can send (docs/guides/signals.md). What a stranger sends costs nothing but the check of the token.
 */
export function createSignals({ source, bus, clock, log }: Parts): SignalsHandler {
  /** Reads the settings, and reads them again where `isEnough` says no: somebody may just have applied what they lack. */
  const settingsOf = async (service: string, isEnough: (settings: SignalSettings | null) => boolean) => {
    const known = await source.settings(service, false);
    return isEnough(known) ? known : source.settings(service, true);
  };

  const take = async ({ service, token, event }: SignalRequest): Promise<HttpResult> => {
    const generation = readSignalToken(token, service, await source.key());
    if (generation === null) return refusedAnswer(UNAUTHORIZED);
    const content = readContent(event);
    const counts = (settings: SignalSettings | null): settings is SignalSettings =>
      settings?.generations.includes(generation) ?? false;
    const settings = await settingsOf(service, (known) => counts(known) && lists(known, content));
    if (!counts(settings)) return refusedAnswer(UNAUTHORIZED);
    if ('refusal' in content) return refusedAnswer(content.refusal);
    const checked = checkSignal(content, { service, settings, now: clock.now() });
    if ('problems' in checked) return refusedAnswer(badSignal(checked.problems));
    const { signal } = checked;
    await bus.put(signal);
    log.info({ service, signal: signal.name, health: signal.health }, 'took a health signal');
    return acceptedAnswer(signal);
  };

  return async (event) => {
    const request = readRequest(event);
    if ('refusal' in request) return refusedAnswer(request.refusal);
    try {
      return await take(request);
    } catch (error) {
      log.error({ service: request.service, error }, 'a health signal could not be taken');
      return refusedAnswer(UNAVAILABLE);
    }
  };
}

/** Tells whether a service lists the signal that a request is about; true where that cannot be told. */
function lists({ signals }: SignalSettings, content: ReturnType<typeof readContent>): boolean {
  return 'refusal' in content || signals.some(({ name }) => name === nameOf(content));
}
