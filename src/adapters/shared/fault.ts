import { isDenied as isDeniedCode, permissionRemedy } from '../../domain/people/iam.ts';

/** The errors of one API, as far as they are known. */
export interface Api {
  /** For people: `Route 53`, `Lambda`. */
  readonly name: string;
  /** The errors that a retry cannot help, by AWS's code, and what to do about each. */
  readonly permanent: Readonly<Record<string, string>>;
  /** The same for codes that stand for several things, which only the words tell apart. */
  readonly worded?: readonly { readonly code: string; readonly words: RegExp; readonly remedy: string }[];
  /** The IAM actions that the calls take, for refusals that do not name the missing one. */
  readonly needs?: string;
}

/** AWS's code of an error, or Node's for a connection that failed. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  if (error.name !== 'Error') return error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** True when AWS refused for want of a permission. */
export function isDenied(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return isDeniedCode(errorCode(error), $metadata?.httpStatusCode);
}

/** The errors of one port: a subject that changed meanwhile, and everything else that can go wrong. */
interface Errors<F extends Error> {
  readonly changed: new (...args: never[]) => Error;
  readonly fault: new (code: string, message: string, permanent: boolean, options?: ErrorOptions) => F;
  /** The words between the names of the API and of the subject when a retry may help: `did not answer for`. */
  readonly failed: string;
}

/** Turns errors of APIs into those of one port. */
interface Faults<F extends Error> {
  /** Makes a fault of an error: permanent where the API's tables say so, else worth a retry. A fault is returned as it is. */
  toFault(error: unknown, api: Api, subject: string): F;
  /** Runs calls of an API for one subject. @throws what says that the subject changed, as it comes, and a fault for all else. */
  faulting<T>(api: Api, subject: string, calls: () => Promise<T>): Promise<T>;
}

/** Returns the two ways to make faults for one port. */
export function createFaults<F extends Error>({ changed, fault, failed }: Errors<F>): Faults<F> {
  const toFault = (error: unknown, api: Api, subject: string): F => {
    if (error instanceof fault) return error;
    const code = errorCode(error);
    const message = error instanceof Error ? error.message : String(error);
    const [said] = message.split('\n');
    const remedy = isDenied(error)
      ? permissionRemedy(message, api.needs ?? 'what was refused')
      : (api.permanent[code] ?? api.worded?.find((one) => one.code === code && one.words.test(message))?.remedy);
    const options = { cause: error };
    if (remedy === undefined) {
      const text = `${api.name} ${failed} ${subject} (${code}: ${said}). This can pass by itself.`;
      return new fault(code, text, false, options);
    }
    return new fault(code, `${api.name} refused ${subject} (${code}: ${said}). ${remedy}`, true, options);
  };
  const withFaults = async <T>(api: Api, subject: string, calls: () => Promise<T>): Promise<T> => {
    try {
      return await calls();
    } catch (error) {
      throw error instanceof changed ? error : toFault(error, api, subject);
    }
  };
  return { toFault, faulting: withFaults };
}
