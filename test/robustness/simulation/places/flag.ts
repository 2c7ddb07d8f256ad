import type { Json } from '../../../../src/domain/json.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { ModelEnvironment } from '../../../../src/sandbox/cloud/launchdarkly/flag.ts';
import type { LaunchDarklyCloud } from '../../../../src/sandbox/cloud/launchdarkly/launchdarkly.ts';
import { GONE, type Place } from './place.ts';

const ENVIRONMENT = 'production';

/** Flags of the account, and those that LaunchDarkly says it does not know. */
export interface Flags {
  readonly launchdarkly: LaunchDarklyCloud;
  readonly missing: Set<string>;
}

/** A flag that gives users one of two variations. */
export function flagPlace({ launchdarkly, missing }: Flags, config: TargetConfig): Place {
  const [project, flag] = [String(config.project), String(config.flag)];
  launchdarkly.createFlag(project, flag, ENVIRONMENT, ['old', 'new', 'newest']);
  const here = (): ModelEnvironment => launchdarkly.flag(project, flag).environments[ENVIRONMENT] as ModelEnvironment;
  const isGone = (): boolean => missing.has(flag);
  const canaryOf = (frozen: Json): number => {
    const { ids } = frozen as { readonly ids: { readonly canary: string } };
    return launchdarkly.flag(project, flag).variations.findIndex(({ _id }) => _id === ids.canary);
  };
  const share = (frozen: Json): number => {
    if (isGone()) return 0;
    const { variations } = launchdarkly.flag(project, flag);
    return launchdarkly.share(project, flag, ENVIRONMENT, variations[canaryOf(frozen)]?.name ?? '');
  };
  const whole = (variation: number): ModelEnvironment['fallthrough'] => ({ variation });
  const split: ModelEnvironment['fallthrough'] = {
    rollout: {
      variations: [
        { variation: 0, weight: 63_000 },
        { variation: 1, weight: 37_000 },
      ],
    },
  };
  return {
    share,
    look: () => {
      if (isGone()) return GONE;
      const { version: _counted, rules, ...rest } = here();
      return JSON.stringify({ ...rest, rules: rules.map(({ _id, ...rule }) => rule) });
    },
    isPromoted: (frozen) => !isGone() && here().rules.length === 0 && here().fallthrough.variation === canaryOf(frozen),
    cohorts: () => [],
    edit: (what) => {
      if (isGone()) return;
      if (what === 'share') launchdarkly.edit(project, flag, ENVIRONMENT, { fallthrough: split });
      if (what === 'version') launchdarkly.edit(project, flag, ENVIRONMENT, { fallthrough: whole(2) });
      if (what === 'gone') launchdarkly.edit(project, flag, ENVIRONMENT, { on: false });
    },
    vanish: () => {
      missing.add(flag);
      return () => missing.delete(flag);
    },
    keep: () => {
      const { fallthrough, rules } = here();
      return () => launchdarkly.edit(project, flag, ENVIRONMENT, { fallthrough, rules });
    },
  };
}
