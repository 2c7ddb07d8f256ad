import type { SignalHealth } from '../../domain/alarm/health-signal.ts';
import type { ExpectedSignal } from '../../domain/service.ts';

/** The settings of a service that a request about its health is checked by. */
export interface SignalSettings {
  readonly signals: readonly ExpectedSignal[];
  /** The generations of tokens that count. */
  readonly generations: readonly number[];
}

/** The data behind the answers to health signals. Both are cached, so that neither strangers nor monitors cost reads. */
export interface SignalSource {
  /** Returns the key that tokens are made with. @throws when it is missing, or cannot be read */
  key(): Promise<string>;
  /**
   * Returns the settings of a service; null when there is no such service.
   * @param fresh reads them again, unless that was done a few seconds ago
   * @throws when they cannot be read
   */
  settings(service: string, fresh: boolean): Promise<SignalSettings | null>;
}

/** A health signal as it is put on the bus. */
export interface ToldSignal {
  readonly v: 1;
  readonly service: string;
  readonly name: string;
  readonly health: SignalHealth;
  /** The moment that it is about, in milliseconds since the epoch. */
  readonly at: number;
  readonly value?: string | number;
  readonly link?: string;
}

/** Serin's bus, for health signals. */
export interface SignalBus {
  /** Puts one signal on the bus. @throws when the bus does not take it */
  put(signal: ToldSignal): Promise<void>;
}
