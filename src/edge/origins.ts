import { type EdgeOrigin, isSide, settings } from './settings.ts';

/** Returns the origin of a side with the longest matching path; null keeps the distribution's own. */
export function originFor(side: string, uri: string): EdgeOrigin | null {
  const origins = (isSide(side) && settings.sides[side]) || [];
  const fitting = origins.filter((origin) => uri.indexOf(origin.path) === 0);
  return fitting[0] || null;
}
