import { signalToken } from '../../../command/signal-token.ts';
import type { SignalSettings } from '../../../ports/health/signal-intake.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';

/** The parameters that a token is made from. */
export interface TokenDeps {
  /** Returns the key of the installation. @throws when it is not stored */
  key(): Promise<string>;
  /** Returns what the service says about signals; null when there is no such service. */
  settings(service: string): Promise<SignalSettings | null>;
}

/**
 * Prints the token with which monitors tell the health of a service: of the newest generation that counts, alone on standard output.
 * @throws AccountUnusable
 */
export async function token(service: string, terminal: Terminal, open: () => Promise<TokenDeps>): Promise<Exit> {
  const deps = await open();
  const settings = await deps.settings(service).catch((error: unknown) => {
    throw explainAccountError(error);
  });
  const names = (settings?.signals ?? []).map(({ name }) => name);
  if (settings === null || names.length === 0) {
    const why = settings === null ? `There is no service ${service} in this account.` : `${service} lists no signals.`;
    terminal.err(`${why} Write its signals in serin.yml, then: serin apply serin.yml`);
    return exit.refused;
  }
  const generation = Math.max(...settings.generations);
  const others = settings.generations.filter((one) => one !== generation);
  const key = await deps.key().catch((error: unknown) => {
    throw explainAccountError(error);
  });
  terminal.out(signalToken({ service, generation }, key));
  terminal.err(
    `This is the token of generation ${generation} for the signals of ${service}: ${names.join(', ')}.`,
    ...(others.length === 0 ? [] : [`Generation ${others.join(', ')} counts too, until it is out of signalTokens.`]),
    'Keep it as a secret: whoever has it can say that the service is healthy.',
  );
  return exit.done;
}
