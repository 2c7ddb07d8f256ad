import { fileURLToPath } from 'node:url';

/** Returns the path of a file of the package. The sources and the bundle of the command line are both two folders below its root. */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
