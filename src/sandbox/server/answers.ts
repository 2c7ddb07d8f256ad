import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Read } from './bodies.ts';

/** The answer of a route: JSON, bytes with their own headers, or a stream. */
export type Answer =
  | ({
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    } & ({ readonly json: unknown } | { readonly body: string | Buffer }))
  | { readonly stream: (response: ServerResponse) => Promise<void> };

/** A request with its body. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly query: URLSearchParams;
}

/** An answer of JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Returns the answer to a request with problems. */
export function badRequest({ problems }: Extract<Read<never>, { readonly ok: false }>): JsonAnswer {
  return { status: 400, json: { error: 'bad-request', problems } };
}

/** Returns the id of a name or an id; undefined where there is none. */
export function findId(nameOrId: string, ids: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(ids).find((entry) => entry.includes(nameOrId))?.[1];
}

/** Answers with what one user of the workspace is shown. */
export function tellUser(
  query: URLSearchParams,
  users: Readonly<Record<string, string>>,
  of: (user: string) => unknown,
): JsonAnswer {
  const user = query.get('user');
  if (user !== null) return { status: 200, json: of(findId(user, users) ?? user) };
  const problem = 'say whose messages: ?user=alice, by name or Slack id, see users in /sandbox/state';
  return badRequest({ ok: false, problems: [problem] });
}
