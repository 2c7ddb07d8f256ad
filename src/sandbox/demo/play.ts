import { readFile } from 'node:fs/promises';
import { createLog } from '../../adapters/aws/log.ts';
import { createSandboxClient } from '../server/client.ts';
import { startServer } from '../server/server.ts';
import { createDriver } from '../time/driver.ts';
import { createWorld } from '../world.ts';
import { createPrinter, type PrinterDeps } from './printer.ts';
import { SERVICE, type Story } from './story.ts';

/** Every story begins on the same morning. */
const START = Date.parse('2026-01-05T09:00:00Z');
const SIGNING_SECRET = 'sandbox';

/**
 * Plays one story in a world of its own, in which only the story moves time.
 * @throws StoryWentWrong when it does not end as it should
 */
export async function play(
  { title, config, run }: Story,
  { print, isColoured }: Pick<PrinterDeps, 'print' | 'isColoured'>,
): Promise<void> {
  const log = createLog({ level: 'silent' });
  const server = await startServer(0, log);
  const world = await createWorld({
    ...{ config: await readFile(config, 'utf8'), start: START, seed: 1, log },
    ...{ url: server.url, signingSecret: SIGNING_SECRET, endpoint: null, data: null },
  });
  server.open(
    world,
    createDriver(world.clock, () => 0, 0),
  );
  const client = createSandboxClient({ url: server.url, signingSecret: SIGNING_SECRET, channel: 'deploys' });
  const printer = createPrinter({ client, service: SERVICE, now: world.clock.now, isColoured, print });
  try {
    printer.title(title);
    await run({ client, world, teller: printer });
  } finally {
    await server.close();
    await world.close();
  }
}
