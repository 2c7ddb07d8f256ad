import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Thrown when the folder for `--data` cannot be used; the message names the remedy. */
export class FolderUnusable extends Error {
  readonly code = 'folder-unusable';
  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`${path} cannot keep a sandbox: ${why}. Choose another folder for --data.`, options);
    this.name = 'FolderUnusable';
  }
}

/**
 * Creates the folder if it is missing, and locks it for this process.
 * @returns a function that releases the lock
 * @throws FolderUnusable
 */
export async function takeFolder(path: string): Promise<() => Promise<void>> {
  const lock = join(path, 'sandbox.pid');
  const throwUnusable = (cause: Error) => {
    throw new FolderUnusable(path, cause.message, { cause });
  };
  await makeFolder(path).catch(throwUnusable);
  if (!(await stat(path)).isDirectory()) throw new FolderUnusable(path, 'it is not a folder');
  const holder = await findLockHolder(lock);
  if (holder !== null) throw new FolderUnusable(path, `another sandbox uses it (process ${holder})`);
  await writeFile(lock, String(process.pid)).catch(throwUnusable);
  return () => rm(lock);
}

/** Creates a folder and its parents. It does not use mkdir with `recursive`, which never ends below /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

/** Returns the process that holds a lock; null when it has ended, as after a kill. */
async function findLockHolder(lock: string): Promise<number | null> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (pid === 0 || pid === process.pid) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null;
  }
}
