import type { CallerBody } from '../../../ports/inbound/caller.ts';
import { ask } from '../../terminal/ask.ts';
import type { Exit, Terminal } from '../../terminal/terminal.ts';
import { print } from './commands.ts';
import type { Worker } from './worker.ts';

/** The longest reason, in characters. */
const MAX_REASON = 300;

interface Asked {
  readonly service: string;
  readonly reason: string;
  readonly json: boolean;
}

/** Locks a service for the caller, or unlocks what the caller has locked. */
export async function lock(
  name: 'lock' | 'unlock',
  { service, reason, json }: Asked,
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const body: CallerBody = { name, service, text: reason.slice(0, MAX_REASON) };
  return print(await ask(await open(), body, terminal), json, terminal);
}

/** Says whether the caller can start a service now, and what is in the way. */
export async function where(
  { service, json }: Omit<Asked, 'reason'>,
  terminal: Terminal,
  open: () => Promise<Worker>,
): Promise<Exit> {
  const answer = await ask(await open(), { name: 'where', service }, terminal);
  return print(json ? answer : { ...answer, rollout: null }, json, terminal);
}
