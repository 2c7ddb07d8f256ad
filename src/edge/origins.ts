import { type EdgeOrigin, settings } from './settings.ts';

/** The origin of a side that answers a path: that of the longest beginning that fits; null where the distribution's own is left. */
export function originFor(side: string, uri: string): EdgeOrigin | null {
  const fitting = (settings.sides[side] || []).filter((origin) => uri.indexOf(origin.path) === 0);
  return fitting[0] || null;
}
