import type { Bus } from '../../../ports/inbound/bus.ts';
import { type PutEntries, putEvent, SOURCE } from './put-event.ts';

/** The detail type of commands on the bus; the worker's rule matches it together with the source. */
const DETAIL_TYPE = 'Command';

/** EventBridge takes 256 KB an entry: source, detail type and detail, in UTF-8. */
const MAX_ENTRY_BYTES = 256 * 1024;

/** A command is too large for the bus. */
export class CommandTooLarge extends Error {
  readonly code = 'command-too-large';
  constructor(bytes: number) {
    super(`The command has ${bytes} bytes; the bus takes ${MAX_ENTRY_BYTES}. Nothing was sent. Say it in fewer words.`);
    this.name = 'CommandTooLarge';
  }
}

/** The bus on EventBridge: one PutEvents with one entry per command. `send` throws CommandTooLarge and BusRefused. */
export function createBus(bus: { readonly put: PutEntries; readonly busName: string }): Bus {
  return {
    async send(command) {
      const detail = JSON.stringify(command);
      const bytes = Buffer.byteLength(SOURCE + DETAIL_TYPE + detail);
      if (bytes > MAX_ENTRY_BYTES) throw new CommandTooLarge(bytes);
      await putEvent(bus, DETAIL_TYPE, detail);
    },
  };
}
