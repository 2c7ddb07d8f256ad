import { allowWhat, isDenied as isDeniedCode } from '../../domain/iam.ts';
import { TargetChanged, TargetFault } from '../../ports/target.ts';

/** What is known of the errors of one API. */
export interface Api {
  /** For people: `Route 53`, `Lambda`. */
  readonly name: string;
  /** The errors that trying again cannot help, by AWS's code, and what to do about each. */
  readonly permanent: Readonly<Record<string, string>>;
  /** The same for codes that stand for several things, which only the words tell apart. */
  readonly worded?: readonly { readonly code: string; readonly words: RegExp; readonly remedy: string }[];
  /** The IAM actions that the calls take, for refusals that do not name the missing one. */
  readonly needs?: string;
}

/** AWS's code of an error, or Node's for a connection that failed. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  if (error.name !== 'Error') return error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Whether AWS refused for want of a permission. */
export function isDenied(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return isDeniedCode(codeOf(error), $metadata?.httpStatusCode);
}

/** An error of an API as a fault of a target: permanent where the API's tables say so, else worth another try. */
export function toFault(error: unknown, api: Api, target: string): TargetFault {
  if (error instanceof TargetFault) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const [said] = message.split('\n');
  const remedy = isDenied(error)
    ? allowWhat(message, api.needs ?? 'what was refused')
    : (api.permanent[code] ?? api.worded?.find((one) => one.code === code && one.words.test(message))?.remedy);
  const options = { cause: error };
  if (remedy === undefined) {
    const text = `${api.name} did not do it for ${target} (${code}: ${said}). This can pass by itself.`;
    return new TargetFault(code, text, false, options);
  }
  return new TargetFault(code, `${api.name} refused ${target} (${code}: ${said}). ${remedy}`, true, options);
}

/** Runs calls of an API for one target. @throws TargetChanged as it comes, and TargetFault for everything else. */
export async function faulting<T>(api: Api, target: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw error instanceof TargetChanged ? error : toFault(error, api, target);
  }
}
