import { randomUUID } from 'node:crypto';
import { usage } from '../../command/usage.ts';
import type { Driver } from '../time/driver.ts';
import type { World } from '../world.ts';
import type { Calls } from './calls.ts';
import type { Chat } from './chat.ts';
import type { AboutPart, Part } from './parts.ts';
import { alarmParts, createMinuteParts, servicePart } from './service-parts.ts';
import { stackPart } from './stack-part.ts';

/** Collects everything that the console shows, by key. */
export type Collect = () => Promise<ReadonlyMap<string, Part>>;

/** The dependencies of the parts. */
export interface CollectDeps {
  readonly world: World;
  readonly driver: Pick<Driver, 'speed'>;
  readonly chat: Pick<Chat, 'all'>;
  readonly calls: Pick<Calls, 'all'>;
}

export function createCollect({ world, driver, chat, calls }: CollectDeps): Collect {
  const about = aboutPart(world);
  const minuteParts = createMinuteParts();
  return async () => {
    const parts = new Map<string, Part>([['about', about]]);
    parts.set('clock', { kind: 'clock', now: world.clock.now(), speed: driver.speed() });
    const states = world.account.cloudwatch.states();
    for (const service of world.services) {
      parts.set(`service ${service.name}`, await servicePart(service, world));
      const stack = await stackPart(service, world);
      if (stack !== null) parts.set(`stack ${service.name}`, stack);
      for (const alarm of alarmParts(service, states)) parts.set(`alarm ${alarm.name}`, alarm);
      for (const minute of minuteParts(service.name, world.users))
        parts.set(`minute ${service.name} ${minute.at}`, minute);
    }
    for (const message of await chat.all()) parts.set(`message ${message.channel} ${message.ts}`, message);
    for (const call of calls.all()) parts.set(`call ${call.seq}`, call);
    return parts;
  };
}

function aboutPart({ workspace, users }: World): AboutPart {
  const toNamed = (ids: Readonly<Record<string, string>>) => Object.entries(ids).map(([name, id]) => ({ id, name }));
  return {
    kind: 'about',
    run: randomUUID(),
    people: toNamed(workspace.users),
    channels: toNamed(workspace.channels),
    commands: usage,
    hasUsers: users !== null,
  };
}
