import { type EdgeOrigin, isSide, settings } from './settings.ts';

/** The origin of a side that answers a path: that of the longest beginning that fits; null where the distribution's own is left. */
export function originFor(side: string, uri: string): EdgeOrigin | null {
  const origins = (isSide(side) && settings.sides[side]) || [];
  const fitting = origins.filter((origin) => uri.indexOf(origin.path) === 0);
  return fitting[0] || null;
}
