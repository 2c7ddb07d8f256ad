/** How the APIs say that a permission is missing. */
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

/** Makes a look that one can do without; when AWS denies it, that is noted by the name of the look. */
export async function ifAllowed(what: string, leftOut: string[], look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof Error && DENIED.has(error.name))) throw error;
    leftOut.push(what);
  }
}
