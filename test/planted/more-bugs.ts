import type { Bug } from './bug.ts';

/** Bugs in what only some worlds have: other configurations, other owners, components, alarms that go on firing. */
export const MORE_BUGS: readonly Bug[] = [
  {
    title: 'each evaluation of an alarm looks like a new firing',
    file: 'src/aws/health.ts',
    from: '(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)',
    to: '(alarm.StateUpdatedTimestamp ?? alarm.StateTransitionedTimestamp)',
  },
  {
    title: 'going back after the end does not ask whose a target is by now',
    file: 'src/rollout/aftermath.ts',
    from: 'if (owner === null || owner === service) return [];',
    to: 'if (owner === null || owner !== null) return [];',
  },
  {
    title: 'a start goes by a configuration that was read before',
    file: 'src/engine/commands.ts',
    from: 'const fresh = await deps.services.get(body.service, true);',
    to: 'const fresh = await deps.services.get(body.service, false);',
  },
  {
    title: 'the channel of a rollout long over may still speak',
    file: 'src/engine/commands.ts',
    from: 'const isLive = rollout !== null && (!isFinished(rollout) || offersRollback(rollout, deps.clock.now()));',
    to: 'const isLive = rollout !== null && (rollout.id !== "" || offersRollback(rollout, deps.clock.now()));',
  },
  {
    title: 'a sync brings up the side that users have',
    file: 'src/engine/bring-up.ts',
    from: 'const move = { name, side: sync.side, version: wanted.version, expected: sighting.content };',
    to: "const move = { name, side: sync.side === 'a' ? 'b' : 'a', version: wanted.version, expected: sighting.content } as const;",
  },
];
