import type { Log } from '../../ports/log.ts';
import type { Driver } from '../time/driver.ts';
import type { World } from '../world.ts';
import { type Acts, createActs } from './acts.ts';
import { createCalls } from './calls.ts';
import { createChat } from './chat.ts';
import { createCollect } from './collect.ts';
import { createFeed, type Feed } from './feed.ts';

/** The interface of a world for the console: a feed of its state, and the actions of its people. */
export interface Live extends Acts, Feed {}

/** Begins to watch a world for the console. */
export function createLive(world: World, driver: Pick<Driver, 'speed'>, log: Pick<Log, 'error'>): Live {
  const calls = createCalls(world.clock.now);
  world.observe(calls.observer);
  const { workspace, ephemerals, posts, clock, url, signingSecret } = world;
  const chat = createChat({ workspace, ephemerals, posts, now: clock.now });
  return {
    ...createActs({ workspace, chat, url, signingSecret }),
    ...createFeed(createCollect({ world, driver, chat, calls }), log),
  };
}
