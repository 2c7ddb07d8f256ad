import type { SignedCommand } from './command.ts';

/** The way from whoever speaks to the worker. */
export interface Bus {
  /** Puts one command on the bus. Resolves when the bus took it; throws when it did not. */
  send(command: SignedCommand): Promise<void>;
}
