import type { Bus } from '../../../../src/ports/inbound/bus.ts';
import type { SignedCommand } from '../../../../src/ports/inbound/command.ts';

/** A bus that takes everything and keeps it in `sent`. */
export function recordingBus(sent: SignedCommand[]): Bus {
  return {
    async send(command) {
      sent.push(command);
    },
  };
}
