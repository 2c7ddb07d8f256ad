import type { ComponentConfig, Content } from '../../../src/domain/environment/component.ts';
import type { EnvironmentId } from '../../../src/domain/environment/environment.ts';
import type { ComponentKind } from '../../../src/engine/deps.ts';
import { ComponentChanged, ComponentFault, type MovableComponent } from '../../../src/ports/component.ts';

/** Components in memory: `parts` (in place) has several, `pages` (by a build) one. A version is a number; `v` stands before it. */
export interface SimulatedComponents {
  /** What is where: versions by side, by the name of the component. */
  readonly there: Map<string, Record<EnvironmentId, number | null>>;
  /** Every write: component, side, version. */
  readonly writes: string[];
  /** How many reads there were, of either verb. */
  reads(): number;
  /** From now on calls fail so; null: they answer again. `bring` alone, or everything. */
  fail(what: 'bring' | 'all', fault: ComponentFault | null): void;
  /** Called before each write. */
  beforeWrite(listener: () => Promise<void>): void;
  kind(name: string): ComponentKind;
}

export const PARTS: ComponentConfig = { kind: 'parts', names: ['api', 'orders'] };
export const PAGES: ComponentConfig = { kind: 'pages', names: ['web'] };

export function createSimulatedComponents(): SimulatedComponents {
  const there = new Map<string, Record<EnvironmentId, number | null>>();
  const tokens = new Map<string, number>();
  const writes: string[] = [];
  const faults: { bring: ComponentFault | null; all: ComponentFault | null } = { bring: null, all: null };
  let reads = 0;
  let before: () => Promise<void> = async () => undefined;

  const namesOf = (config: ComponentConfig) => config.names as readonly string[];
  const contentOf = (name: string, side: EnvironmentId): Content | null => {
    const version = there.get(name)?.[side] ?? null;
    if (version === null) return null;
    const token = String(tokens.get(`${name}/${side}`) ?? 0);
    return { version: String(version), label: `v${version}`, order: version, digest: String(version), token };
  };
  const reading = (): void => {
    reads += 1;
    if (faults.all !== null) throw faults.all;
  };
  const component: MovableComponent = {
    read: async (config) => {
      reading();
      return namesOf(config).map((name) => ({
        name,
        a: contentOf(name, 'a'),
        b: contentOf(name, 'b'),
        troubles: [],
      }));
    },
    digests: async (config) => {
      reading();
      return namesOf(config).map((name) => ({
        name,
        a: contentOf(name, 'a')?.digest ?? null,
        b: contentOf(name, 'b')?.digest ?? null,
      }));
    },
    bring: async (_config, { name, side, version, expected }) => {
      await before();
      if (faults.all !== null) throw faults.all;
      if (faults.bring !== null) throw faults.bring;
      const token = tokens.get(`${name}/${side}`) ?? 0;
      if (String(token) !== expected.token) throw new ComponentChanged(`${name} in ${side}`);
      tokens.set(`${name}/${side}`, token + 1);
      writes.push(`${name} ${side} ${version}`);
      there.set(name, { ...(there.get(name) as Record<EnvironmentId, number | null>), [side]: Number(version) });
    },
  };
  return {
    there,
    writes,
    reads: () => reads,
    fail: (what, fault) => {
      faults[what] = fault;
    },
    beforeWrite: (listener) => {
      before = listener;
    },
    kind: (name) => {
      if (name === 'parts') return { brought: 'in-place', component };
      if (name === 'pages') return { brought: 'by-a-build', component };
      throw new ComponentFault('unknown-kind', `There is no kind of component ${name}.`, true);
    },
  };
}
