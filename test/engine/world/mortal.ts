import type { Deps } from '../../../src/engine/deps.ts';

/** One invocation of a function: it runs until it ends, or until it is killed. */
interface Worker {
  isDead: boolean;
  kill: () => void;
}

/** Workers that can be killed wherever they wait for the world: before a call reaches it, and behind it. */
export interface Mortal {
  /** Puts a place to die on both sides of every call of every port, for the invocation that begins. */
  wrapEach(deps: Deps): Deps;
  /** Runs one invocation. `killed`: the process was gone before it ended; nothing of it goes on. */
  invoke(work: () => Promise<void>): Promise<'ended' | 'killed'>;
  /** The places that were passed so far, over all workers. */
  passed(): number;
  /** What the worker was doing that was killed; null when none was. */
  killedAt(): string | null;
}

/** Every port that is asked for something and answers later. */
const PORTS = [
  'store',
  'history',
  'registry',
  'restrictions',
  'services',
  'controlCenters',
  'builds',
  'rolloutEvents',
  'syncNotifier',
  'health',
  'healthSignals',
  'hooks',
  'metrics',
  'arms',
  'shared',
  'timers',
  'trials',
  'people',
  'notifier',
] as const satisfies readonly (keyof Deps)[];

/** Never settles: what a killed worker waits for. */
const forEver = (): Promise<never> => new Promise(() => undefined);

// biome-ignore lint/suspicious/noExplicitAny: any verb of any port
type Verb = (...args: any[]) => unknown;

/**
 * @param dieAt which place kills the worker that comes to it, counted from 1 over all workers; null: nobody is killed. Between
 *   two calls of ports the engine waits for nothing outside itself, so that these are all the places there are.
 */
export function createMortal(dieAt: number | null): Mortal {
  let places = 0;
  let killed: string | null = null;
  let starting: Worker = { isDead: false, kill: () => undefined };

  const place = (worker: Worker, where: string): Promise<never> | null => {
    if (worker.isDead) return forEver();
    places += 1;
    if (places !== dieAt) return null;
    killed = where;
    worker.isDead = true;
    worker.kill();
    return forEver();
  };

  const mortal = (worker: Worker, name: string, verb: Verb): Verb => {
    return async (...args) => {
      const before = place(worker, `before ${name}`);
      if (before !== null) await before;
      try {
        return await verb(...args);
      } finally {
        const after = place(worker, `after ${name}`);
        if (after !== null) await after;
      }
    };
  };

  return {
    wrapEach: (deps) => {
      const worker = starting;
      const port = <T extends object>(name: string, verbs: T): T =>
        Object.fromEntries(
          Object.entries(verbs).map(([verb, call]) => [
            verb,
            typeof call === 'function' ? mortal(worker, `${name}.${verb}`, call as Verb) : call,
          ]),
        ) as T;
      const ports = Object.fromEntries(PORTS.map((name) => [name, port(name, deps[name])])) as Pick<
        Deps,
        (typeof PORTS)[number]
      >;
      const wait = mortal(worker, 'clock.wait', deps.clock.wait) as Deps['clock']['wait'];
      return {
        ...deps,
        ...ports,
        clock: { now: deps.clock.now, wait },
        kind: (name) => ({ ...deps.kind(name), target: port('target', deps.kind(name).target) }),
        component: (name) => {
          const kind = deps.component(name);
          return { ...kind, component: port('component', kind.component) } as typeof kind;
        },
      };
    },
    invoke: (work) =>
      new Promise((resolve, reject) => {
        starting = { isDead: false, kill: () => resolve('killed') };
        work().then(() => resolve('ended'), reject);
      }),
    passed: () => places,
    killedAt: () => killed,
  };
}
