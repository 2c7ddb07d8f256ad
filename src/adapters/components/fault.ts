import { allowWhat, isDenied } from '../../domain/iam.ts';
import { ComponentChanged, ComponentFault } from '../../ports/component.ts';

/** What is known of the errors of one API. */
export interface Api {
  /** For people: `Lambda`, `API Gateway`. */
  readonly name: string;
  /** The errors that trying again cannot help, by AWS's code, and what to do about each. */
  readonly permanent: Readonly<Record<string, string>>;
  /** The same for codes that stand for several things, which only the words tell apart. */
  readonly worded?: readonly { readonly code: string; readonly words: RegExp; readonly remedy: string }[];
  /** The IAM actions that the calls take, for refusals that do not name the missing one. */
  readonly needs: string;
}

/** AWS's code of an error, or Node's for a connection that failed. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  if (error.name !== 'Error') return error.name;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function toFault(error: unknown, api: Api, component: string): ComponentFault {
  const code = codeOf(error);
  const { $metadata } = (error ?? {}) as { readonly $metadata?: { readonly httpStatusCode?: number } };
  const message = error instanceof Error ? error.message : String(error);
  const [said] = message.split('\n');
  const remedy = isDenied(code, $metadata?.httpStatusCode)
    ? allowWhat(message, api.needs)
    : (api.permanent[code] ?? api.worded?.find((one) => one.code === code && one.words.test(message))?.remedy);
  if (remedy === undefined) {
    const text = `${api.name} did not answer for ${component} (${code}: ${said}). This can pass by itself.`;
    return new ComponentFault(code, text, false, { cause: error });
  }
  return new ComponentFault(code, `${api.name} refused ${component} (${code}: ${said}). ${remedy}`, true, {
    cause: error,
  });
}

/** Runs calls of an API for one component. @throws ComponentChanged as it comes, and ComponentFault for everything else. */
export async function faulting<T>(api: Api, component: string, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw error instanceof ComponentChanged || error instanceof ComponentFault ? error : toFault(error, api, component);
  }
}
