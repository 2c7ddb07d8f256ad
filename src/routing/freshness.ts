/** How long a function at the edge that has no store of its own decides by the split that it was told, in seconds. */
export const FRESH_SECONDS = 5;

/** How long it waits for the next one, in seconds: long enough for the first one of a new container with 128 MB, of the 5 s that it has. */
export const ASKING_SECONDS = 2;
