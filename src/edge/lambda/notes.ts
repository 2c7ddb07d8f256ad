import { names, type Route } from '../route.ts';
import type { LambdaHeaders } from './event.ts';

/** The headers in which the function of the viewer request passes on its decision, besides the side. */
const BY = 'x-serin-by';
const NEW_VISITOR = 'x-serin-new-visitor';

/** Writes a route to the headers of a request, over anything the viewer sent there. */
export function note(headers: LambdaHeaders, route: Route): void {
  headers[names.side] = [{ key: names.side, value: route.side }];
  headers[BY] = [{ key: BY, value: route.by }];
  delete headers[NEW_VISITOR];
  if (route.newVisitor !== null) headers[NEW_VISITOR] = [{ key: NEW_VISITOR, value: route.newVisitor }];
}

/** Returns the noted side; null when no function ran at the viewer request, or the cache policy leaves the header out. */
export function notedSide(headers: LambdaHeaders): string | null {
  return headers[names.side]?.[0]?.value ?? null;
}

/** Returns the noted route; null when there is none. */
export function notedRoute(headers: LambdaHeaders): Route | null {
  const side = notedSide(headers);
  const by = headers[BY]?.[0]?.value as Route['by'] | undefined;
  if (side === null || by === undefined) return null;
  return { side, by, newVisitor: headers[NEW_VISITOR]?.[0]?.value ?? null };
}
