import type { LambdaHeaders } from './lambda-event.ts';
import { names, type Route } from './route.ts';

/** Headers in which the function of the viewer request tells those behind it what it decided, besides the side. */
const BY = 'x-serin-by';
const NEW_VISITOR = 'x-serin-new-visitor';

/** Notes a route on a request, over whatever the viewer sent there. */
export function note(headers: LambdaHeaders, route: Route): void {
  headers[names.side] = [{ key: names.side, value: route.side }];
  headers[BY] = [{ key: BY, value: route.by }];
  delete headers[NEW_VISITOR];
  if (route.newVisitor !== null) headers[NEW_VISITOR] = [{ key: NEW_VISITOR, value: route.newVisitor }];
}

/** The side that was noted; null when none was: no function ran at the viewer request, or the cache policy leaves it out. */
export function notedSide(headers: LambdaHeaders): string | null {
  return headers[names.side]?.[0]?.value ?? null;
}

/** The route that was noted; null when none was. */
export function notedRoute(headers: LambdaHeaders): Route | null {
  const side = notedSide(headers);
  const by = headers[BY]?.[0]?.value as Route['by'] | undefined;
  if (side === null || by === undefined) return null;
  return { side, by, newVisitor: headers[NEW_VISITOR]?.[0]?.value ?? null };
}
