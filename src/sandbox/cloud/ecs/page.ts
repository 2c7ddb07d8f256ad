/** The part of a list that is asked for. */
interface Asked {
  readonly maxResults: number | undefined;
  readonly nextToken: string | undefined;
  /** The most items of a page when nobody says how many. */
  readonly size: number;
}

/** Returns one page of a list, with the token of the next one where there is one. */
export function page<T>(all: readonly T[], { maxResults, nextToken = '0', size }: Asked) {
  const end = Number(nextToken) + (maxResults ?? size);
  return { items: all.slice(Number(nextToken), end), next: end < all.length ? { nextToken: String(end) } : {} };
}
