import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What a fresh process that ran a handler printed, and how it ended. */
export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** A function to be run: the one file of its zip, and what calls it. */
export interface Booted {
  readonly file: { readonly name: string; readonly content: Buffer };
  /** As the template says: `dist/slack.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Lays the file out as Lambda does, loads the handler in a fresh process, gives it one event, and prints the answer. */
export async function boot({ file, handler, environment }: Booted, event: object): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-boot-'));
  try {
    const [module, exported] = handler.split('.') as [string, string];
    if (file.name !== `${module}.cjs`) return { out: '', err: `the zip has no ${module}.cjs`, code: 1 };
    const path = join(folder, basename(file.name));
    await writeFile(path, file.content);
    const script = `
      const { [process.argv[2]]: handler } = require(process.argv[1]);
      handler(JSON.parse(process.argv[3]), {}).then((answer) => process.stdout.write('\\n' + JSON.stringify(answer)));
    `;
    return await run(['-e', script, path, exported, JSON.stringify(event)], environment);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.err += String(chunk);
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { ...said, code };
}
