import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createLog } from '../adapters/aws/log.ts';
import { shellWord } from '../cli/terminal/quoting.ts';
import { parseConfig } from '../config/read/parse-config.ts';
import type { Log } from '../ports/log.ts';
import { ApplyFailed } from './apply-config.ts';
import { joinConfigs, ServicesClash } from './configs.ts';
import { FolderUnusable, takeFolder } from './data-folder.ts';
import { JournalUnreadable } from './journal.ts';
import { readOptions, type SandboxOptions } from './options.ts';
import { close, listen as listenAt } from './server/listen.ts';
import { type SandboxServer, startServer } from './server/server.ts';
import { createDriver } from './time/driver.ts';
import { welcome } from './welcome.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** The interval at which virtual time follows real time, in milliseconds. */
const TICK_MS = 50;

/** The traffic before the start, in virtual milliseconds: alarms look back three minutes. */
const WARM_UP_MS = 5 * 60_000;

/** Thrown when the sandbox cannot start; the message is one line that names the remedy. */
class CannotStart extends Error {}

/** Errors whose message alone is printed, without a stack. */
const PLAIN = [CannotStart, ServicesClash, ApplyFailed, FolderUnusable, JournalUnreadable];

async function main(): Promise<void> {
  // The SDK's remark about the version of Node is meant for those who deploy.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = readOptions(process.argv);
  const config = await readConfigs(options.config);
  const giveBack = options.data === undefined ? async () => undefined : await takeFolder(options.data);
  const log = createLog({ level: 'error' });
  const server = await listen(options, log);
  const endpoint = process.env.AWS_ENDPOINT_URL ?? null;
  const world = await startWorld({
    config,
    start: Math.floor(Date.now() / 60_000) * 60_000 - WARM_UP_MS,
    seed: options.seed,
    url: server.url,
    signingSecret: process.env.SLACK_SIGNING_SECRET ?? 'sandbox',
    endpoint,
    data: options.data ?? null,
    log,
  });
  await world.clock.advance(WARM_UP_MS);
  const driver = createDriver(world.clock, () => performance.now(), options.speed);
  const ticking = setInterval(
    () => driver.tick().catch((error: unknown) => log.error({ error }, 'time stopped')),
    TICK_MS,
  );
  server.open(world, driver);
  console.log(`Serin sandbox: ${server.url}`);
  if (endpoint !== null) console.log(`AWS is at ${endpoint}: nobody simulates users, and no alarm sends events.`);
  console.log(`\n${welcome(server.url, world)}`);

  const end = async (): Promise<void> => {
    clearInterval(ticking);
    await server.close();
    await world.close();
    await giveBack();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end().catch(fail));
}

/** Joins the services of all files into one text. @throws CannotStart */
async function readConfigs(files: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const file of files) texts.push(await readConfig(file));
  const text = joinConfigs(files.map((name, index) => ({ name, text: texts[index] as string })));
  const parsed = parseConfig(text);
  if (parsed.ok) return text;
  // Each file is valid by itself, so the problem lies between them and has no line.
  const [first] = parsed.problems;
  throw new CannotStart(`${files.join(' and ')}: ${first?.path}: ${first?.message} ${first?.remedy} Check --config.`);
}

async function readConfig(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${cause.message}.`;
    throw new CannotStart(`${why} Check --config.`, { cause });
  });
  const parsed = parseConfig(text);
  if (parsed.ok) return text;
  const [first] = parsed.problems;
  const others = parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : '';
  const where = `${file}:${first?.line}:${first?.column}`;
  throw new CannotStart(
    `${where} ${first?.message} ${first?.remedy}${others} See all: npm run serin -- lint ${shellWord(file)}`,
  );
}

/** Starts a world. An error that the SDK has decorated comes from the endpoint, and is explained. @throws CannotStart */
async function startWorld(options: WorldOptions): Promise<World> {
  const { endpoint } = options;
  if (endpoint !== null && !URL.canParse(endpoint))
    throw new CannotStart(
      `AWS_ENDPOINT_URL is ${endpoint}, which is no address. Write for example http://127.0.0.1:5000`,
    );
  try {
    return await createWorld(options);
  } catch (cause) {
    if (endpoint === null || !(cause instanceof Error && '$metadata' in cause)) throw cause;
    const why = cause.message || (cause as NodeJS.ErrnoException).code;
    throw new CannotStart(`AWS at ${endpoint} cannot be used (${why}). Check AWS_ENDPOINT_URL, or unset it.`, {
      cause,
    });
  }
}

async function listen({ port }: SandboxOptions, log: Log): Promise<SandboxServer> {
  try {
    return await startServer(port, log);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${message})`;
    const free = await freePort();
    throw new CannotStart(`Port ${port} ${why}. One that is free now: npm start -- --port ${free}`, { cause });
  }
}

/** Returns a port of the loopback interface that is free. */
async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = new URL(await listenAt(server, 0));
  await close(server);
  return port;
}

function fail(error: unknown): void {
  console.error(PLAIN.some((kind) => error instanceof kind) ? (error as Error).message : error);
  process.exit(1);
}

main().catch(fail);
