import type { SlackCommand } from '../../ports/inbound/command.ts';
import type { Log } from '../../ports/log.ts';
import { verify } from '../mac.ts';
import { MalformedCommand, parseSignedCommand } from '../wire-format.ts';

/** The dependencies of the receiver. */
interface Parts {
  readonly macKey: () => Promise<string>;
  readonly accept: (command: SlackCommand) => Promise<void>;
  readonly log: Log;
}

/**
 * Creates the receiver of events from the bus. It accepts only a command that the Slack function signed. Any other event is
 * dropped and logged as an error; a retry cannot make it valid.
 * @returns a function of the event's detail; it throws the errors of `accept` and of reading the key, so that the event is
 * retried
 */
export function createReceiver({ macKey, accept, log }: Parts): (detail: unknown) => Promise<void> {
  return async (detail) => {
    let signed: ReturnType<typeof parseSignedCommand>;
    try {
      signed = parseSignedCommand(detail);
    } catch (error) {
      if (!(error instanceof MalformedCommand)) throw error;
      log.error({ error, code: error.code }, 'dropped an event of the bus that is no command');
      return;
    }
    if (verify(signed, await macKey())) return accept(signed.command);
    const fields = { code: 'forged-command', key: signed.command.key, command: signed.command.body.name };
    log.error(fields, 'dropped a command that the Slack function did not sign');
  };
}
