import { readFile } from 'node:fs/promises';
import { joinConfigs } from '../../src/sandbox/configs.ts';
import { createSandboxClient, type SandboxClient } from '../../src/sandbox/server/client.ts';
import { startServer } from '../../src/sandbox/server/server.ts';
import { createDriver } from '../../src/sandbox/time/driver.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A sandbox on a free port, in which time moves only when it is told to. */
export interface ASandbox extends SandboxClient {
  /** The same as a person types it; `type` adds the `yes` to a start that is not shown first. */
  ask(person: string, text: string): Promise<string>;
  readonly url: string;
  readonly world: World;
  close(): Promise<void>;
}

interface Options {
  readonly seed?: number;
  /** The files that have the services. */
  readonly config?: string | readonly string[];
  /** A folder that keeps it. */
  readonly data?: string | null;
  /** 0 for any that is free. */
  readonly port?: number;
}

/** Starts a sandbox with the example's services. */
export async function aSandbox({
  seed = 1,
  config = 'examples/serin.yml',
  data = null,
  port = 0,
}: Options = {}): Promise<ASandbox> {
  const server = await startServer(port, quiet);
  const signingSecret = 'sandbox';
  const world = await createWorld({
    config: joinConfigs(
      await Promise.all([config].flat().map(async (name) => ({ name, text: await readFile(name, 'utf8') }))),
    ),
    start: Date.parse('2026-01-05T09:00:00Z'),
    seed,
    url: server.url,
    signingSecret,
    endpoint: null,
    data,
    log: quiet,
  });
  server.open(
    world,
    createDriver(world.clock, () => 0, 0),
  );
  const client = createSandboxClient({ url: server.url, signingSecret, channel: 'deploys' });
  // Serin paces its calls to AWS: after two seconds, what somebody asked for is done or under way.
  const ask: ASandbox['ask'] = async (person, text) => {
    const answer = await client.type(person, text);
    await client.advance('2s');
    return answer;
  };
  return {
    ...client,
    ask,
    type: (person, text) => ask(person, text.startsWith('start ') ? `${text} yes` : text),
    click: async (person, button) => {
      await client.click(person, button);
      await client.advance('2s');
    },
    url: server.url,
    world,
    close: async () => {
      await server.close();
      await world.close();
    },
  };
}
