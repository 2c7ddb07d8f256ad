import { ALL, FREEZE_LENGTH, parseFreezeLength } from '../../../command/freeze-words.ts';
import type { CallerBody } from '../../../ports/inbound/caller.ts';
import { ask } from '../../terminal/ask.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { print } from './commands.ts';
import type { Worker } from './worker.ts';

/** The longest reason, in characters. */
const MAX_REASON = 300;

interface Asked {
  readonly service: string;
  readonly reason: string;
  readonly json: boolean;
}

/** Freezes a service or all of them; the caller who froze lifts it again. */
export async function freeze(
  { service, length, reason, json }: Asked & { readonly length: string },
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const ms = parseFreezeLength(length);
  if (ms === null) {
    terminal.err(`${length} is not the length of a freeze. ${FREEZE_LENGTH}`);
    return exit.usage;
  }
  const about = { ms, text: reason.slice(0, MAX_REASON) };
  const body: CallerBody = service === ALL ? { name: 'freeze-all', ...about } : { name: 'freeze', service, ...about };
  return print(await ask(await open(), body, terminal), json, terminal);
}

/** Lifts the caller's own freeze. */
export async function unfreeze(
  { service, reason, json }: Asked,
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const text = reason.slice(0, MAX_REASON);
  const body: CallerBody = service === ALL ? { name: 'unfreeze-all', text } : { name: 'unfreeze', service, text };
  return print(await ask(await open(), body, terminal), json, terminal);
}
