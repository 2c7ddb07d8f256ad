import { sign, verify } from '../../../command/mac.ts';
import { MalformedCommand, parseSignedCommand } from '../../../command/wire-format.ts';
import type { Bus } from '../../../ports/inbound/bus.ts';
import type { SlackCommand } from '../../../ports/inbound/command.ts';
import type { Log } from '../../../ports/log.ts';

/**
 * The result of handing a command to the bus. `unknown`: no answer in time, so it may have arrived. `malformed`: the worker would
 * have dropped it without telling the person, so it was not sent.
 */
export type HandedOver = 'taken' | 'failed' | 'unknown' | 'malformed';

/**
 * Signs a command and puts it on the bus. Never throws: the person is told what became of it.
 *
 * @param patienceMs a shorter timeout of the bus than otherwise, in milliseconds
 */
export type HandOver = (command: SlackCommand, patienceMs?: number) => Promise<HandedOver>;

/** The dependencies of handing over. */
export interface HandOverDeps {
  readonly macKey: () => Promise<string>;
  readonly bus: Bus;
  readonly log: Log;
  /** The timeout of the bus, in milliseconds: Slack waits 3 s in all, and an error must still reach it. */
  readonly patienceMs: number;
}

/** Makes the one way in which a command leaves the Slack function. */
export function createHandOver(deps: HandOverDeps): HandOver {
  const send = async (command: SlackCommand): Promise<HandedOver> => {
    const key = await deps.macKey();
    const signed = parseSignedCommand(sign(command, key));
    // What reading leaves out was signed, so that the worker would take the rest for a forgery.
    if (!verify(signed, key)) throw new MalformedCommand(['command: more than is read']);
    await deps.bus.send(signed);
    return 'taken';
  };
  return async (command, patienceMs = deps.patienceMs) => {
    const fields = {
      key: command.key,
      command: command.body.name,
      ...('service' in command.body ? { service: command.body.service } : {}),
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<HandedOver>((resolve) => {
      timer = setTimeout(() => resolve('unknown'), Math.min(patienceMs, deps.patienceMs));
    });
    try {
      const outcome = await Promise.race([send(command), late]);
      if (outcome === 'taken') deps.log.info(fields, 'command handed over');
      else deps.log.error(fields, 'the bus did not answer in time');
      return outcome;
    } catch (error) {
      const isMalformed = error instanceof MalformedCommand;
      deps.log.error({ ...fields, error }, isMalformed ? 'no command was made' : 'the bus did not take the command');
      return isMalformed ? 'malformed' : 'failed';
    } finally {
      clearTimeout(timer);
    }
  };
}
