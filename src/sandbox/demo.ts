import { readFile } from 'node:fs/promises';
import { createLog } from '../adapters/aws/log.ts';
import { createPrinter } from './demo/printer.ts';
import { SERVICE, type Story, stories } from './demo/stories.ts';
import { createSandboxClient } from './server/client.ts';
import { startServer } from './server/server.ts';
import { createDriver } from './time/driver.ts';
import { createWorld } from './world.ts';

/** Every story begins on the same morning. */
const START = Date.parse('2026-01-05T09:00:00Z');
const SIGNING_SECRET = 'sandbox';

/** Plays one story in a world of its own, in which only the story moves time. */
async function tell({ title, run }: Story, config: string): Promise<void> {
  const log = createLog({ level: 'silent' });
  const server = await startServer(0, log);
  const world = await createWorld({
    ...{ config, start: START, seed: 1, log },
    ...{ url: server.url, signingSecret: SIGNING_SECRET, endpoint: null, data: null },
  });
  server.open(
    world,
    createDriver(world.clock, () => 0, 0),
  );
  const client = createSandboxClient({ url: server.url, signingSecret: SIGNING_SECRET, channel: 'deploys' });
  const printer = createPrinter({
    ...{ client, service: SERVICE, now: world.clock.now },
    ...{ isColoured: process.stdout.isTTY, print: (line) => console.log(line) },
  });
  try {
    printer.title(title);
    await run({ client, world, teller: printer });
  } finally {
    await server.close();
    await world.close();
  }
}

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const config = await readFile(new URL('../../examples/serin.yml', import.meta.url), 'utf8');
  for (const story of stories) await tell(story, config);
  console.log('\nAll stories ended as they should.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
