import { usableKey } from '../routing/arm.ts';
import type { EdgeRequest, EdgeValues } from './event.ts';
import type { Named, Place } from './settings.ts';

/** Returns one value; null when there is none. */
export function readText(values: EdgeValues, name: string): string | null {
  const found = values[name];
  return found ? found.value : null;
}

/** Returns the value at a named place; null when there is none. */
export function textAt(request: EdgeRequest, place: Named): string | null {
  if (place.from === 'header') return readText(request.headers, place.name);
  return readText(place.from === 'cookie' ? request.cookies : request.querystring, place.name);
}

/** Returns the id at a place, decoded where the web encodes it; null when there is no usable one. */
export function idAt(request: EdgeRequest, place: Place): string | null {
  if (place.from === 'path') return usableKey(decodeComponent(partBehind(request.uri, place.after)));
  const text = textAt(request, place);
  return usableKey(place.from === 'header' ? text : decodeComponent(text));
}

/** Returns the first id of several places. */
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
 * Tells whether a request is for a page itself, not for something that a page loads (W3C Fetch Metadata). A client that does not
 * say, such as an old browser or a program, counts as asking for a page.
 */
export function isNavigation(request: EdgeRequest): boolean {
  const mode = readText(request.headers, 'sec-fetch-mode');
  return mode === null || mode === 'navigate';
}
