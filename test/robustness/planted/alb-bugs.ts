import type { Bug } from './bug.ts';

const TARGET = 'src/adapters/targets/alb/target.ts';
const FORWARD = 'src/adapters/targets/alb/forward.ts';

/** Bugs in the target of load balancers, where nothing compares and sets. */
export const ALB_BUGS: readonly Bug[] = [
  {
    title: 'a shift of a load balancer overwrites what was written between its two looks',
    file: TARGET,
    from: 'if (!isDeepStrictEqual(actions, expected.token)) throw new TargetChanged(target.name);',
    to: '',
  },
  {
    title: 'a rollback of a load balancer reads first, and stops where it finds another share',
    file: TARGET,
    from: 'const actions = isForeign ? (await readListened(load, config)).actions : frozen.actions;',
    to: 'const { actions } = await readListened(load, config);\n    if (canaryShare(weightsOfAll(actions, frozen)) !== target.observed?.weight) return { change: null };',
  },
  {
    title: 'a rollback of a load balancer leaves the weights that a late shift expects',
    file: TARGET,
    from: 'weightPair(0, reversals, readWeights(frozen.actions, frozen))',
    to: 'readWeights(frozen.actions, frozen)',
  },
  {
    title: 'the sign-in before a forward action is lost with the first write',
    file: FORWARD,
    from: "  return actions.map((action) =>\n    action.Type === 'forward'",
    to: "  return actions.filter(({ Type }) => Type === 'forward').map((action) =>\n    action.Type === 'forward'",
  },
  {
    title: 'a rollback of a load balancer leaves stickiness on',
    file: FORWARD,
    from: 'if (stickySeconds(actions) === null) return lowered;',
    to: 'if (stickySeconds(actions) !== -1) return lowered;',
  },
];
