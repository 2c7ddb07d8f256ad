import type { SignalHealth } from '../domain/alarm/health-signal.ts';

/** The body of a request: a JSON object. */
export type Body = Readonly<Record<string, unknown>>;

/** The part of a signal that the webhook of a monitor tells. */
export interface Told {
  readonly health: SignalHealth;
  readonly at?: number;
  readonly value?: string | number;
  readonly link?: string;
}

/** Reads a webhook whose body nobody can shape; returns what is wrong with it where it is none. */
export type Sender = (body: Body) => Told | { readonly problem: string };
