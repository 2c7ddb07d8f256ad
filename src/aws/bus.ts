import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Bus } from '../ports/bus.ts';

/** What commands are on the bus; the worker's rule matches both. */
const SOURCE = 'serin';
const DETAIL_TYPE = 'Command';

/** EventBridge takes 256 KB an entry: source, detail type and detail, in UTF-8. */
const LARGEST = 256 * 1024;

/** A command is too large for the bus. */
export class CommandTooLarge extends Error {
  readonly code = 'command-too-large';
  constructor(bytes: number) {
    super(`The command has ${bytes} bytes; the bus takes ${LARGEST}. Nothing was sent. Say it in fewer words.`);
    this.name = 'CommandTooLarge';
  }
}

/** EventBridge answered, but did not take the command. */
export class BusRefused extends Error {
  readonly code = 'bus-refused';
  constructor(busName: string, why: string) {
    super(
      `The bus ${busName} did not take the command: ${why}. Nothing was changed; try again, and check that the bus exists.`,
    );
    this.name = 'BusRefused';
  }
}

/** The bus on EventBridge: one PutEvents with one entry per command. `send` throws CommandTooLarge and BusRefused. */
export function createBus({ client, busName }: { client: EventBridgeClient; busName: string }): Bus {
  return {
    async send(command) {
      const Detail = JSON.stringify(command);
      const bytes = Buffer.byteLength(SOURCE + DETAIL_TYPE + Detail);
      if (bytes > LARGEST) throw new CommandTooLarge(bytes);
      const entry = { EventBusName: busName, Source: SOURCE, DetailType: DETAIL_TYPE, Detail };
      const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      const taken = Entries?.[0];
      // PutEvents succeeds as a call when its entry failed.
      if (FailedEntryCount !== 0 || taken?.EventId === undefined) {
        throw new BusRefused(busName, `${taken?.ErrorCode ?? 'no event id'} ${taken?.ErrorMessage ?? ''}`.trimEnd());
      }
    },
  };
}
