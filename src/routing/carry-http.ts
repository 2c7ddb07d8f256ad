import { HEADER } from './baggage.ts';

/** Headers as functions and servers have them: by name, in any case, one value or several. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The baggage of an HTTP request; empty where there is none. Several headers are one list (RFC 9110, 5.3). */
export function fromHttp(headers: Headers | null | undefined): string {
  return Object.entries(headers ?? {})
    .filter(([name]) => isBaggage(name))
    .flatMap(([, value]) => value ?? [])
    .join(',');
}

/** Headers for the next request, with this baggage in the place of any other. */
export function toHttp<H extends Headers>(headers: H, baggage: string): H & { readonly baggage?: string } {
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !isBaggage(name))) as H;
  return baggage === '' ? others : { ...others, [HEADER]: baggage };
}

function isBaggage(name: string): boolean {
  return name.toLowerCase() === HEADER;
}
