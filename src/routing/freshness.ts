/** How long a function at the edge that has no store of its own decides by the split that it was told, in seconds. */
export const FRESH_SECONDS = 5;

/** How long it waits for the next one, in seconds. */
export const ASKING_SECONDS = 1;
