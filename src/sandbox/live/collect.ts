import { randomUUID } from 'node:crypto';
import { usage } from '../../command/usage.ts';
import type { Service } from '../../domain/service.ts';
import type { Driver } from '../time/driver.ts';
import type { World } from '../world.ts';
import type { Calls } from './calls.ts';
import type { Chat } from './chat.ts';
import { createComparisonParts } from './comparison-part.ts';
import type { AboutPart, HomePart, ModalPart, Part } from './parts.ts';
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
  const comparisonPart = createComparisonParts(world.account.arms, world.history);

  /** Returns the parts of one service; null where it has none of a kind. */
  const partsOf = async (
    service: Service,
    states: Readonly<Record<string, string>>,
  ): Promise<readonly (readonly [string, Part | null])[]> => {
    const { name } = service;
    const rollout = (await world.records.load(name))?.rollout ?? null;
    return [
      [`service ${name}`, servicePart(service, rollout, world)],
      [`comparison ${name}`, rollout === null ? null : await comparisonPart(rollout)],
      [`stack ${name}`, await stackPart(service, world)],
      ...alarmParts(service, states).map((alarm) => [`alarm ${alarm.name}`, alarm] as const),
      ...minuteParts(name, world.users).map((minute) => [`minute ${name} ${minute.at}`, minute] as const),
    ];
  };

  return async () => {
    const parts = new Map<string, Part>([['about', about]]);
    parts.set('clock', { kind: 'clock', now: world.clock.now(), speed: driver.speed() });
    const states = world.account.cloudwatch.states();
    for (const service of world.services) {
      for (const [key, part] of await partsOf(service, states)) if (part !== null) parts.set(key, part);
    }
    for (const message of await chat.all()) parts.set(`message ${message.channel} ${message.ts}`, message);
    for (const part of [...modalParts(world), ...homeParts(world)]) parts.set(`${part.kind} ${part.user}`, part);
    for (const call of calls.all()) parts.set(`call ${call.seq}`, call);
    return parts;
  };
}

function modalParts({ workspace }: World): readonly ModalPart[] {
  return Object.values(workspace.users).flatMap((user) => {
    const modal = workspace.modals.of(user);
    if (modal === null) return [];
    const { view, errors } = modal;
    const { id, title, submit, close, blocks } = view;
    const words = { title: title.text, submit: submit?.text ?? null, close: close?.text ?? 'Cancel' };
    return [{ kind: 'modal', user, id, ...words, blocks, errors }];
  });
}

/** Returns the App Homes that were drawn. */
function homeParts({ workspace, homes }: World): readonly HomePart[] {
  return Object.values(workspace.users).flatMap((user) => {
    const blocks = homes.of(user);
    return blocks === null ? [] : [{ kind: 'home', user, blocks } as const];
  });
}

function aboutPart({ workspace, users }: World): AboutPart {
  const toNamed = (ids: Readonly<Record<string, string>>) => Object.entries(ids).map(([name, id]) => ({ id, name }));
  return {
    kind: 'about',
    run: randomUUID(),
    people: toNamed(workspace.users),
    groups: workspace.groups.map(({ id, handle }) => ({ id, name: handle })),
    channels: toNamed(workspace.channels),
    commands: usage,
    hasUsers: users !== null,
  };
}
