import { usableKey } from '../routing/arm.ts';
import type { EdgeRequest, EdgeValues } from './event.ts';
import type { Named, Place } from './settings.ts';

/** One value; null where there is none. */
export function readText(values: EdgeValues, name: string): string | null {
  const found = values[name];
  return found ? found.value : null;
}

/** What stands at a place that has a name; null where there is nothing. */
export function textAt(request: EdgeRequest, place: Named): string | null {
  if (place.from === 'header') return readText(request.headers, place.name);
  return readText(place.from === 'cookie' ? request.cookies : request.querystring, place.name);
}

/** The id that stands at a place, decoded where the web encodes it; null when there is none that can be used. */
export function idAt(request: EdgeRequest, place: Place): string | null {
  if (place.from === 'path') return usableKey(decodeComponent(partBehind(request.uri, place.after)));
  const text = textAt(request, place);
  return usableKey(place.from === 'header' ? text : decodeComponent(text));
}

/** The first id of several places. */
export function firstId(request: EdgeRequest, places: readonly Place[]): string | null {
  return places.reduce<string | null>((found, place) => (found === null ? idAt(request, place) : found), null);
}

function partBehind(path: string, after: string): string | null {
  if (path.indexOf(after) !== 0) return null;
  const end = path.indexOf('/', after.length);
  return path.slice(after.length, end < 0 ? path.length : end);
}

function decodeComponent(text: string | null): string | null {
  if (text === null || text.length > 1024) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Whether a request is for a page itself, not for something that a page loads (W3C Fetch Metadata). Who does not say, an old
 * browser or a program, is taken to ask for a page.
 */
export function isNavigation(request: EdgeRequest): boolean {
  const mode = readText(request.headers, 'sec-fetch-mode');
  return mode === null || mode === 'navigate';
}
