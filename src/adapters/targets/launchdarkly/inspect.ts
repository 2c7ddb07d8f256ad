import type { Finding } from '../../../domain/finding.ts';
import type { Json } from '../../../domain/json.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, findingsAbout } from '../finding.ts';
import type { FlagInPlace, LaunchDarklyApi } from './api.ts';
import { hasSides, type LaunchDarklyConfig, launchdarklyConfig, launchdarklyName } from './config.ts';
import {
  ARM,
  type Flag,
  findArmRules,
  isArmRule,
  isPlainSplit,
  type Pair,
  variationShare,
  variationWeight,
  WHOLE,
} from './flag.ts';
import { canaryShare, describeSurroundings, type FrozenFlag, variationName } from './state.ts';

type Variation = Flag['variations'][number];

const NOTES: Readonly<Record<LaunchDarklyConfig['by'], string>> = {
  percentage:
    'LaunchDarkly picks by its own key and salt: its share is other users than that of any other place that splits.',
  arm: `LaunchDarkly heeds the attribute ${ARM.attribute}; the share is that of what decides the arm.`,
};

/** The variations of the two arms as they are configured, or why they are not known. */
function findWanted(
  { flag, by, variations }: LaunchDarklyConfig,
  { roles, explicit }: InspectRequest,
  found: Findings,
): { readonly pair: Pair<string | boolean>; readonly finding: Finding | null } {
  const named = explicit[flag];
  if (!hasSides(variations)) {
    const pair = { stable: variations.stable, canary: named ?? variations.canary };
    if (roles === null || by === 'arm') return { pair, finding: null };
    const message = `${flag} does not say which variation belongs to which environment.`;
    const remedy = 'Write `variations: { a: …, b: … }` in serin.yml and apply that.';
    return { pair, finding: found.blocks('sides-missing', message, remedy) };
  }
  if (roles === null) {
    const message = `${flag} names the environments a and b, and the service has no environments.`;
    const remedy = 'Write `variations: { stable: …, canary: … }` in serin.yml and apply that.';
    return { pair: { stable: variations.a, canary: variations.b }, finding: found.blocks('no-sides', message, remedy) };
  }
  const pair = { stable: variations[roles.stable], canary: variations[roles.canary] };
  if (named === undefined || named === String(pair.canary)) return { pair, finding: null };
  const message = `Environment ${roles.canary} has the variation ${pair.canary} of ${flag}, not ${named}.`;
  return { pair, finding: found.blocks('other-side', message, `Leave \`${flag}=${named}\` out.`) };
}

/** Finds the two variations of a flag and what stands in the way. Reads only. */
export async function inspectLaunchDarkly(api: LaunchDarklyApi, ask: InspectRequest): Promise<Inspection> {
  const config = launchdarklyConfig.parse(ask.config);
  const found = findingsAbout(launchdarklyName(config));
  const wanted = findWanted(config, ask, found);
  const { stable, canary } = wanted.pair;
  const unresolved: Inspection = {
    frozen: null,
    baseline: [],
    stable: String(stable),
    canary: String(canary),
    weight: 0,
    expressed: ask.weights,
    notes: [NOTES[config.by]],
    findings: [],
  };
  if (wanted.finding !== null) return { ...unresolved, findings: [wanted.finding] };
  try {
    const place = await api.read(config);
    const pair = { stable: choose(place.flag, stable, found), canary: choose(place.flag, canary, found) };
    if ('severity' in pair.stable || 'severity' in pair.canary) {
      return { ...unresolved, findings: Object.values(pair).filter((one) => 'severity' in one) };
    }
    return {
      ...unresolved,
      ...toInspection(place, pair as Pair<Variation>, { config, wanted: wanted.pair, ask, found }),
    };
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'NotFound' && code !== 'EnvironmentMissing') throw error;
    return { ...unresolved, findings: [flagMissing(config, found)] };
  }
}

/** The variation that is meant: by its name first, then by its value. */
function choose({ variations }: Flag, wanted: string | boolean, found: Findings): Variation | Finding {
  const text = String(wanted);
  const named = variations.filter(({ name }) => name === text);
  const matches = named.length > 0 ? named : variations.filter((one) => variationName({ ...one, name: '' }) === text);
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  const list = variations.map(variationName).join(', ');
  return only === undefined
    ? found.blocks('variation-missing', `There is no variation ${text}; there is ${list}.`, 'Correct `variations`.')
    : found.blocks('variation-ambiguous', `${text} could be several variations.`, 'Give each a name of its own.');
}

/** The inspection of one flag: its configuration, the wanted variations and the request. */
interface Inspected {
  readonly config: LaunchDarklyConfig;
  readonly wanted: Pair<string | boolean>;
  readonly ask: InspectRequest;
  readonly found: Findings;
}

function toInspection(place: FlagInPlace, pair: Pair<Variation>, { config, wanted, ask, found }: Inspected) {
  const { flag, here } = place;
  const ids = { stable: pair.stable._id, canary: pair.canary._id };
  const positions = { stable: flag.variations.indexOf(pair.stable), canary: flag.variations.indexOf(pair.canary) };
  const weight = canaryShare(here, positions, config.by);
  const isStable = variationWeight(here, positions.stable) === WHOLE;
  const frozen: FrozenFlag = {
    ids,
    fallthrough: isStable && here.fallthrough !== undefined ? here.fallthrough : { variation: positions.stable },
    around: describeSurroundings(place),
  };
  return {
    frozen: frozen as unknown as Json,
    baseline: [
      `${config.flag} in ${config.environment} → ${variationName(pair.stable)} by default, no rule on ${ARM.attribute}`,
    ],
    stable: variationName(pair.stable),
    canary: variationName(pair.canary),
    weight,
    findings: [
      ...stateFindings(place, config, found),
      ...splitFindings(place, positions, { config, wanted, weight, adopt: ask.adopt, found }),
      ...bypassFindings(place, config, found),
    ],
  };
}

function flagMissing({ project, flag, environment }: LaunchDarklyConfig, found: Findings): Finding {
  return found.blocks(
    'flag-missing',
    `The project ${project} has no flag ${flag} with an environment ${environment}, as far as the token sees.`,
    'Create it with both variations, or correct `project`, `flag` and `environment`: all three are keys, not names.',
  );
}

function stateFindings({ flag, here }: FlagInPlace, { flag: key, environment }: LaunchDarklyConfig, found: Findings) {
  if (flag.archived === true || here.archived === true) {
    return [found.blocks('flag-archived', `${key} is archived.`, 'Restore it in LaunchDarkly, then start again.')];
  }
  if (here.on) return [];
  const message = `${key} is off in ${environment}: everybody gets the variation for that, whatever the default rule says.`;
  return [found.blocks('flag-off', message, 'Turn it on; with the stable variation as default that changes nothing.')];
}

interface SplitSetting {
  readonly config: LaunchDarklyConfig;
  readonly wanted: Pair<string | boolean>;
  readonly weight: number;
  readonly adopt: boolean;
  readonly found: Findings;
}

/** Returns no finding when all users have the stable variation, otherwise what they have instead. */
function splitFindings({ here }: FlagInPlace, positions: Pair<number>, setting: SplitSetting): readonly Finding[] {
  const { config, wanted, weight, adopt, found } = setting;
  const [stable, canary] = [variationWeight(here, positions.stable), variationWeight(here, positions.canary)];
  const back = 'to take it over (back then means 0% for the canary)';
  if (stable + canary !== WHOLE) {
    const message = `The default rule of ${config.flag} serves variations beside ${wanted.stable} and ${wanted.canary}.`;
    return [found.blocks('third-variation', message, 'Let it serve the stable one only, then start again.')];
  }
  if (config.by === 'arm' && canary > 0 && stable > 0) {
    const message = `The default rule of ${config.flag} splits by itself: ${variationShare(here, positions.canary)}% get ${wanted.canary}.`;
    return [found.blocks('split-present', message, 'Let it serve the stable variation only.')];
  }
  if (canary === WHOLE) {
    const message = `${config.flag} serves ${wanted.canary} to everybody already.`;
    return [
      found.blocks('already-promoted', message, 'Take the flag out of the service, or give it the next variation.'),
    ];
  }
  if (weight === 0 && findArmRules(here).ids.length === 0) return [];
  if (!isPlainSplit(here)) {
    const message = `${config.flag} is split by something else than the key of a user: to take that over would move users.`;
    return [found.blocks('split-by-another-key', message, 'Let it serve the stable variation only.')];
  }
  if (adopt) return [];
  return [
    found.blocks('split-present', `${config.flag} is split already.`, `Add \`adopt\` ${back}, or take the split away.`),
  ];
}

/** Whoever a target or another rule names is not part of the split. */
function bypassFindings({ here }: FlagInPlace, { flag, by }: LaunchDarklyConfig, found: Findings): readonly Finding[] {
  const rules = by === 'arm' ? 0 : here.rules.filter((one) => !isArmRule(one)).length;
  const targets = here.targets.length + here.contextTargets.length;
  if (rules + targets === 0) return [];
  const message = `${flag} has ${rules + targets} rules or targets that come first: whom they name is not part of the split.`;
  return [found.warns('rules-come-first', message, 'Nothing to do, if that is meant.')];
}
