import type { ApplyDeps } from './deps.ts';
import type { ServiceChange } from './plan.ts';
import { type Removal, removalObstacle } from './plan-removal.ts';

/** One write to the account. */
export interface Write {
  /** The line to print once it is done; null prints nothing. */
  readonly done: string | null;
  run(): Promise<void>;
}

/**
 * Returns every write of an apply, in order. The apply may stop after any of them; running it again finishes. A target that
 * moves to another service is released before it is claimed.
 */
export function listWrites(
  removals: readonly Removal[],
  changes: readonly ServiceChange[],
  deps: ApplyDeps,
): readonly Write[] {
  return [...removals.flatMap(({ service }) => removalWrites(service, deps)), ...changeWrites(changes, deps)];
}

/**
 * Deletes the parameter first: without it no rollout starts. A rollout that started meanwhile keeps its alarms and ends the
 * command.
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
 * Writes the registry first: an alarm registered for a service that is not stored yet does nothing, but a stored service
 * without registered alarms would run unwatched.
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
