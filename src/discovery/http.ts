import * as z from 'zod/mini';

/** An HTTP API event, payload format 2.0, as far as it is used. */
export const httpEvent = z.object({
  rawPath: z.string(),
  rawQueryString: z.nullish(z.string()),
  headers: z.nullish(z.record(z.string(), z.nullish(z.string()))),
  requestContext: z.object({ stage: z.nullish(z.string()), http: z.object({ method: z.string() }) }),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});

/** A request that API Gateway hands to a function. */
export type HttpEvent = z.infer<typeof httpEvent>;

/** The response of a function behind an HTTP API (payload format 2.0). */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Matches the name of a service. */
const SERVICE = /^[a-z][a-z0-9-]{0,39}$/;

/** Returns a header by name, in any case; empty when it is missing. */
export function header({ headers }: Pick<HttpEvent, 'headers'>, name: string): string {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

/** Returns the service in the path behind `before`, after a named stage of the API; null when the name is not valid. */
export function serviceIn({ rawPath, requestContext: { stage } }: HttpEvent, before: string): string | null {
  const path = rawPath.startsWith(`/${stage}${before}`) ? rawPath.slice(`/${stage}`.length) : rawPath;
  const name = path.startsWith(before) ? path.slice(before.length) : '';
  return SERVICE.test(name) ? name : null;
}
