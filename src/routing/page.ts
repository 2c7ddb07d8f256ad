/** The environment that a page was loaded from, and the time. */
export interface Page {
  readonly side: string;
  /** The moment at which its document was answered, in seconds since the epoch. */
  readonly at: number;
}

/**
 * The time for which a page's resources come from the environment of its document, in seconds: long enough to load, short enough to
 * end soon after a rollback. It is the changeover window of a user who is moved.
 */
export const PAGE_SECONDS = 30;

/** The largest difference between the clocks of two places at the edge, in seconds. */
const SKEW_SECONDS = 5;

/** A page as the value of a cookie. */
export function writePage(page: Page): string {
  return `${page.side}.${page.at}`;
}

/** Returns the page in the value of a cookie; null when there is none. The reader checks that the environment exists. */
export function readPage(text: string | null): Page | null {
  if (text === null || text.length > 48) return null;
  const dot = text.indexOf('.');
  const at = Number(text.slice(dot + 1));
  return dot > 0 && at > 0 && at === Math.floor(at) ? { side: text.slice(0, dot), at: at } : null;
}

/** Tells whether a page may still be loading. @param now in milliseconds since the epoch. */
export function isLoading(page: Page, now: number): boolean {
  const age = now / 1000 - page.at;
  return age >= -SKEW_SECONDS && age <= PAGE_SECONDS;
}
