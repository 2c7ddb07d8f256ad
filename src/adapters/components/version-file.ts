import * as z from 'zod/mini';
import { ComponentFault } from '../../ports/component.ts';

/** The most that is read of a version file, in bytes. */
export const VERSION_FILE_BYTES = 8192;

const shape = z.object({
  version: z.string().check(z.regex(/^[\p{L}\p{N}][\p{L}\p{N}._+/@-]{0,99}$/u)),
  builtAt: z.nullish(z.iso.datetime({ offset: true })),
});

/** The content of a version file. */
export interface VersionFile {
  readonly version: string;
  /** The moment of the build, in milliseconds since the epoch; null when the file does not say. */
  readonly builtAt: number | null;
}

/**
 * Reads the text of a version file.
 * @param where for the message: `s3://shop-web-a/version.json`
 * @throws ComponentFault, permanent, when it says no version. The message has nothing of the file in it.
 */
export function parseVersionFile(text: string, where: string): VersionFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw badVersionFile(where, 'is not JSON', cause);
  }
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the file'))].join(', ');
    throw badVersionFile(where, `has no usable ${fields}`, parsed.error);
  }
  const { version, builtAt } = parsed.data;
  return { version, builtAt: typeof builtAt === 'string' ? Date.parse(builtAt) : null };
}

function badVersionFile(where: string, what: string, cause: unknown): ComponentFault {
  const remedy = 'Let the build write {"version":"v54","builtAt":"2026-01-05T09:00:00Z"} there.';
  return new ComponentFault('bad-version-file', `${where} ${what}. ${remedy}`, true, { cause });
}
