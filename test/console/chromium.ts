import { existsSync } from 'node:fs';

/** Where Debian and others put Chromium. */
export const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine; null when there is none. */
export function findChromium(): string | null {
  return PLACES.find((place) => existsSync(place)) ?? null;
}
