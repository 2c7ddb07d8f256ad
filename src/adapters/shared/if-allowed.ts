import { isDenied } from '../../domain/people/iam.ts';

/** Makes a look that one can do without; when AWS denies it, that is noted by the name of the look. */
export async function ifAllowed(what: string, leftOut: string[], look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof Error && isDenied(error.name, undefined))) throw error;
    leftOut.push(what);
  }
}
