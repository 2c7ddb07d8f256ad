import type { ApplyDeps } from './deps.ts';
import type { ServiceChange } from './plan.ts';
import { type Removal, removalObstacle } from './plan-removal.ts';

/** One write to the account. */
export interface Write {
  /** What to say once it is done; null: nothing. */
  readonly done: string | null;
  run(): Promise<void>;
}

/**
 * Every write of an apply, in order. After any of them the account may be left as it is: running again finishes.
 * Targets that change hands are let go before they are taken.
 */
export function listWrites(
  removals: readonly Removal[],
  changes: readonly ServiceChange[],
  estate: ApplyDeps,
): readonly Write[] {
  return [...removals.flatMap(({ service }) => removalWrites(service, estate)), ...changeWrites(changes, estate)];
}

/**
 * The parameter goes first: without it no rollout starts. One that started before, while somebody was asked or in the
 * same moment, keeps its alarms, and ends the command.
 */
function removalWrites(
  service: string,
  { parameters, records, registry, controlCenters }: ApplyDeps,
): readonly Write[] {
  const check = async () => {
    const obstacle = removalObstacle(await records.load(service));
    if (obstacle !== null) throw obstacle;
  };
  return [
    {
      done: null,
      run: async () => {
        await check();
        await parameters.remove(service);
        await check();
        await controlCenters.remove(service);
      },
    },
    {
      done: `${service}: removed from the account`,
      run: () => registry.register({ service, alarmArns: [], targets: [] }),
    },
  ];
}

/**
 * The registry goes first: an alarm that is registered for a service not yet stored does nothing, while a stored service
 * whose alarms nobody looks up would not be watched.
 */
function changeWrites(
  changes: readonly ServiceChange[],
  { registry, parameters, controlCenters }: ApplyDeps,
): readonly Write[] {
  return [
    ...changes.flatMap(({ release }) =>
      release === null ? [] : [{ done: null, run: () => registry.register(release) }],
    ),
    ...changes.map(({ service, claim }) => ({
      done: `${service}: registered`,
      run: () => registry.register(claim),
    })),
    ...changes.flatMap(({ service, begins }) =>
      begins === null
        ? []
        : [{ done: `${service}: control center created`, run: () => controlCenters.begin(service, begins) }],
    ),
    ...changes.map(({ service, text }) => ({
      done: `${service}: stored`,
      run: () => parameters.put(service, text),
    })),
  ];
}
