import { TargetChanged, TargetFault } from '../ports/target.ts';

/** What is known of the errors of one API. */
export interface Api {
  /** For people: `Route 53`, `Lambda`. */
  readonly name: string;
  /** The errors that trying again cannot help, by AWS's code, and what to do about each. */
  readonly permanent: Readonly<Record<string, string>>;
}

/** AWS's code of an error, or Node's for a connection that failed. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  if (error.name !== 'Error') return error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Whether AWS refused for want of a permission; the APIs spell it in two ways. */
export function isDenied(error: unknown): boolean {
  return codeOf(error) === 'AccessDenied' || codeOf(error) === 'AccessDeniedException';
}

/** An error of an API as a fault of a target: permanent where the API's table says so, else worth another try. */
export function toFault(error: unknown, api: Api, target: string): TargetFault {
  if (error instanceof TargetFault) return error;
  const code = codeOf(error);
  const [said] = (error instanceof Error ? error.message : String(error)).split('\n');
  const remedy = isDenied(error)
    ? 'Give the worker this permission; its policy names what it needs.'
    : api.permanent[code];
  return remedy === undefined
    ? new TargetFault(
        code,
        `${api.name} did not do it for ${target} (${code}: ${said}). This can pass by itself.`,
        false,
        {
          cause: error,
        },
      )
    : new TargetFault(code, `${api.name} refused ${target} (${code}: ${said}). ${remedy}`, true, { cause: error });
}

/** Runs calls of an API for one target. @throws TargetChanged as it comes, and TargetFault for everything else. */
export async function faulting<T>(api: Api, target: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw error instanceof TargetChanged ? error : toFault(error, api, target);
  }
}
