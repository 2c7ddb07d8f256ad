import { onTestFinished } from 'vitest';
import { armRule } from '../../../../src/adapters/targets/launchdarkly/flag.ts';
import { createLaunchDarklyTarget } from '../../../../src/adapters/targets/launchdarkly/target.ts';
import {
  createLaunchDarklyModel,
  type LaunchDarklyCloud,
} from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { close, listen } from '../../../../src/sandbox/server/listen.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import type { TargetWorld } from '../target-contract.ts';

/** A flag with the variations `old`, `new` and `other`; everybody has `old`. */
export function aLaunchDarklyConfig(by: 'arm' | 'percentage') {
  return {
    kind: 'launchdarkly',
    project: 'default',
    flag: 'new-checkout',
    environment: 'production',
    variations: { stable: 'old', canary: 'new' },
    by,
  } as const;
}

/** A flag of the model behind its real REST API on the loopback interface, and the target that moves it. */
export interface LaunchDarklyWorld extends TargetWorld {
  readonly cloud: LaunchDarklyCloud;
  /** The flag in its environment, as it is now. */
  here(): ReturnType<LaunchDarklyCloud['flag']>['environments'][string];
  edit(changes: Parameters<LaunchDarklyCloud['edit']>[3]): void;
  /** What was asked for the token: whether a fresh one was wanted. */
  readonly tokensAsked: readonly boolean[];
}

export async function aLaunchDarklyWorld(
  by: 'arm' | 'percentage',
  token = async (_fresh: boolean): Promise<string> => 'api-token',
): Promise<LaunchDarklyWorld> {
  const cloud = createLaunchDarklyModel('api-token');
  const url = await listen(cloud.server, 0);
  onTestFinished(() => close(cloud.server));
  cloud.createFlag('default', 'new-checkout', 'production', ['old', 'new', 'other']);
  const clock = aClock();
  const tokensAsked: boolean[] = [];
  const access = {
    fetch,
    url,
    token: async (fresh: boolean) => {
      tokensAsked.push(fresh);
      return token(fresh);
    },
  };
  const flag = () => cloud.flag('default', 'new-checkout');
  const here = () => flag().environments.production!;
  const edit: LaunchDarklyWorld['edit'] = (changes) => cloud.edit('default', 'new-checkout', 'production', changes);
  return {
    target: createLaunchDarklyTarget({ access, clock }),
    clock,
    cloud,
    here,
    edit,
    tokensAsked,
    ask: anAsk(aLaunchDarklyConfig(by)),
    async look() {
      const { version: _version, rules, ...rest } = here();
      return { ...rest, rules: rules.map(({ _id, ...rule }) => rule) };
    },
    async split(weight) {
      if (by === 'arm') return edit({ rules: [{ _id: 'by-hand', ...armRule(1, weight) }] });
      const variations = [
        { variation: 0, weight: 100_000 - weight * 1000 },
        { variation: 1, weight: weight * 1000 },
      ];
      edit({ fallthrough: { rollout: { variations } } });
    },
    async change() {
      edit({ offVariation: 2 });
    },
    async remove() {
      cloud.deleteFlag('default', 'new-checkout');
    },
  };
}
