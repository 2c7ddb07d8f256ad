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

/** A function to be run: the files of its zip by name, and what calls it. */
export interface Booted {
  readonly files: Readonly<Record<string, Buffer>>;
  /** As the template says: `dist/slack.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Lays the files out as Lambda does, loads the handler in a fresh process, gives it one event, and prints the answer. */
export async function boot({ files, handler, environment }: Booted, event: object): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-boot-'));
  try {
    const [module, exported] = handler.split('.') as [string, string];
    if (!(`${module}.cjs` in files)) return { out: '', err: `the zip has no ${module}.cjs`, code: 1 };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, basename(name)), content);
    const path = join(folder, basename(`${module}.cjs`));
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
