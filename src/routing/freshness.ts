/** The time for which a function at the edge without a store of its own uses the last split, in seconds. */
export const FRESH_SECONDS = 5;

/**
 * The timeout for fetching the next split, in seconds: long enough for the first one of a new container with 128 MB, of the 5 s
 * that it has.
 */
export const ASKING_SECONDS = 2;
