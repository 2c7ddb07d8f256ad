import { HEADER } from './baggage.ts';

/** Headers as functions and servers have them: by name, in any case, one value or several. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Headers as the Fetch standard has them. */
interface FetchHeaders {
  get(name: string): string | null;
}

/** The baggage of an HTTP request; empty where there is none. Several headers are one list (RFC 9110, 5.3). */
export function fromHttp(headers: HttpHeaders | FetchHeaders | null | undefined): string {
  if (isFetchHeaders(headers)) return headers.get(HEADER) ?? '';
  return Object.entries(headers ?? {})
    .filter(([name]) => isBaggage(name))
    .flatMap(([, value]) => value ?? [])
    .join(',');
}

function isFetchHeaders(headers: HttpHeaders | FetchHeaders | null | undefined): headers is FetchHeaders {
  return typeof headers?.get === 'function';
}

/** Headers for the next request, with this baggage in the place of any other. */
export function toHttp<H extends HttpHeaders>(headers: H, baggage: string): H & { readonly baggage?: string } {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !isBaggage(name))) as H;
  return baggage === '' ? others : { ...others, [HEADER]: baggage };
}

function isBaggage(name: string): boolean {
  return name.toLowerCase() === HEADER;
}
