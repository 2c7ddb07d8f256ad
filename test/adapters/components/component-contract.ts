import { describe, expect, it } from 'vitest';
import { componentKind } from '../../../src/adapters/components/registry.ts';
import type { ComponentConfig, ComponentReading } from '../../../src/domain/environment/component.ts';
import { compareEnvironments } from '../../../src/environments/compare-environments.ts';
import { type Component, ComponentFault, type MovableComponent } from '../../../src/ports/component.ts';

/** An account with one component in it: `a` has v54, the newest, and `b` has v53. */
export interface ComponentWorld {
  readonly component: Component | MovableComponent;
  readonly config: ComponentConfig;
  /** The name of the component that the facts are about. */
  readonly name: string;
  /** A deployment of v55 to `b`, which has never been anywhere else. */
  deployToB(): Promise<void>;
  /** Somebody deletes what `b` cannot do without. */
  removeB(): Promise<void>;
}

type Fact = (world: ComponentWorld) => Promise<void>;

async function read({ component, config, name }: ComponentWorld): Promise<ComponentReading> {
  const reading = (await component.read(config)).find((each) => each.name === name);
  if (reading === undefined) throw new Error(`${name} was not read`);
  return reading;
}

/** The world's component, where it is one that is brought up in place. */
function movable(world: ComponentWorld): MovableComponent {
  if (!('bring' in world.component)) throw new Error(`${world.name} is brought up by a build`);
  return world.component;
}

const always: Readonly<Record<string, Fact>> = {
  'reads the components that its registry line names, in that order': async ({ component, config }) => {
    const names = componentKind(config.kind).names(config);
    expect((await component.read(config)).map(({ name }) => name)).toEqual(names);
    expect((await component.digests(config)).map(({ name }) => name)).toEqual(names);
  },

  'says what each environment has, with its label': async (world) => {
    const { a, b, troubles } = await read(world);
    expect([a?.label, b?.label]).toEqual(['v54', 'v53']);
    expect(troubles).toEqual([]);
  },

  'tells which environment is behind': async (world) => {
    expect(compareEnvironments(await read(world))).toEqual({ kind: 'behind', side: 'b' });
    await world.deployToB();
    expect(compareEnvironments(await read(world))).toEqual({ kind: 'behind', side: 'a' });
  },

  'has digests that change in the environment that changed, and stay in the other': async (world) => {
    const { component, config, name } = world;
    const digests = async () => (await component.digests(config)).find((each) => each.name === name);
    const before = await digests();
    expect(before?.a).not.toBe(before?.b);
    expect(await digests()).toEqual(before);
    await world.deployToB();
    const after = await digests();
    expect(after?.a).toBe(before?.a);
    expect(after?.b).not.toBe(before?.b);
  },

  'reports as permanent, by name and with a remedy, what is gone': async (world) => {
    await world.removeB();
    for (const verb of ['read', 'digests'] as const) {
      const error = await world.component[verb](world.config).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ComponentFault);
      expect(error).toMatchObject({ permanent: true, message: expect.stringMatching(/Create/) });
      expect((error as Error).message).toContain(world.name);
    }
  },
};

const inPlace: Readonly<Record<string, Fact>> = {
  'brings a side up to what the other one has, and is in step then': async (world) => {
    const { a, b } = await read(world);
    const move = { name: world.name, side: 'b', version: a!.version, expected: b! } as const;
    await movable(world).bring(world.config, move);
    const after = await read(world);
    expect(after.b?.version).toBe(a?.version);
    expect(compareEnvironments(after)).toEqual({ kind: 'in-step' });
  },

  'stays in step when it is brought up once more': async (world) => {
    const { a, b } = await read(world);
    await movable(world).bring(world.config, { name: world.name, side: 'b', version: a!.version, expected: b! });
    const { b: now } = await read(world);
    await movable(world).bring(world.config, { name: world.name, side: 'b', version: a!.version, expected: now! });
    expect(compareEnvironments(await read(world))).toEqual({ kind: 'in-step' });
  },

  'leaves the other side alone': async (world) => {
    const { a, b } = await read(world);
    await movable(world).bring(world.config, { name: world.name, side: 'b', version: a!.version, expected: b! });
    expect((await read(world)).a).toEqual(a);
  },

  'refuses a version that does not exist, for good': async (world) => {
    const { b } = await read(world);
    const bringing = movable(world).bring(world.config, {
      name: world.name,
      side: 'b',
      version: '999',
      expected: b!,
    });
    await expect(bringing).rejects.toMatchObject({ permanent: true, message: expect.stringContaining(world.name) });
    expect((await read(world)).b).toEqual(b);
  },
};

/** What a backend does differently, by the title of the fact, and why. The fact has to fail there: else the entry is stale. */
export type Deviations = Readonly<Record<string, string>>;

/** What every kind of component keeps, whatever stands behind it; in-place kinds keep more. */
export function componentContract(
  title: string,
  kind: string,
  open: () => Promise<ComponentWorld>,
  deviations: Deviations = {},
): void {
  const facts = componentKind(kind).brought === 'in-place' ? { ...always, ...inPlace } : always;
  describe(title, () => {
    it.each(Object.keys(deviations))('declares a deviation from a fact there is: %s', (fact) => {
      expect(Object.keys(facts)).toContain(fact);
    });
    for (const [name, fact] of Object.entries(facts)) {
      const reason = deviations[name];
      if (reason === undefined) it(name, async () => fact(await open()));
      else it.fails(`${name} [not here: ${reason}]`, async () => fact(await open()));
    }
  });
}
