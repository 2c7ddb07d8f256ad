import { ComponentChanged, ComponentFault } from '../ports/component.ts';

/** What is known of the errors of one API. */
export interface Api {
  /** For people: `Lambda`, `API Gateway`. */
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

const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'ForbiddenException']);

function toFault(error: unknown, api: Api, component: string): ComponentFault {
  const code = codeOf(error);
  const [said] = (error instanceof Error ? error.message : String(error)).split('\n');
  const remedy = DENIED.has(code)
    ? 'Give this permission to who asks; the policy of the worker in stack/roles.yml names what it takes.'
    : api.permanent[code];
  if (remedy === undefined) {
    const message = `${api.name} did not answer for ${component} (${code}: ${said}). This can pass by itself.`;
    return new ComponentFault(code, message, false, { cause: error });
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
