import type { Finding } from '../../../domain/finding.ts';
import { percent } from '../../../domain/wording.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { saltOf } from '../../../routing/arm.ts';
import { type Split, writeSplit } from '../../../routing/split.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, findingsAbout } from '../finding.ts';
import { type EdgeConfig, edgeConfig, edgeName } from './config.ts';
import type { Frozen } from './split.ts';
import type { EdgeStore } from './store.ts';

/** The value of a split before its first rollout. */
const FIRST = writeSplit({ stable: 'a', canary: 'b', weight: 0, salt: '', revision: 0, cohorts: [] });

/** Resolves the two sides of a split and finds what stands in the way. Reads only. */
export async function inspectEdge(store: EdgeStore, ask: InspectRequest): Promise<Inspection> {
  const config = edgeConfig.parse(ask.config);
  const found = findingsAbout(edgeName(config));
  const split = await readSplitIfPresent(store, config);
  if (split === null || split === 'missing') {
    return {
      frozen: null,
      baseline: [],
      stable: '',
      canary: ask.label,
      weight: 0,
      expressed: ask.weights,
      notes: [],
      findings: [missingSplitFinding(config, split === null, found)],
    };
  }
  const isTakenOver = ask.adopt && split.weight > 0;
  const frozen: Frozen = {
    stable: split.stable,
    canary: split.canary,
    salt: split.salt,
    own: isTakenOver ? split.salt : saltOf(ask.rollout),
  };
  return {
    frozen: { ...frozen },
    baseline: [`${config.key} → ${writeSplit({ ...split, weight: 0, cohorts: [] })}`],
    stable: split.stable,
    canary: split.canary,
    weight: split.weight,
    expressed: ask.weights,
    notes: [],
    findings: [
      ...sideFindings(config, split, ask, found),
      ...choiceFindings(config, split, ask, found),
      ...splitFindings(split, ask, found),
    ],
  };
}

async function readSplitIfPresent(store: EdgeStore, config: EdgeConfig): Promise<Split | null | 'missing'> {
  try {
    return (await store.read(config)).split;
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') return 'missing';
    throw error;
  }
}

function missingSplitFinding({ store, key }: EdgeConfig, isThere: boolean, found: Findings): Finding {
  const put = `aws cloudfront-keyvaluestore put-key --kvs-arn ${store} --key ${key} --value '${FIRST}' --if-match ETAG`;
  return isThere
    ? found.blocks('split-unreadable', `The key ${key} holds no split.`, `Write one, with your sides: ${put}`)
    : found.blocks(
        'split-missing',
        `There is no key ${key} in the store, or no such store.`,
        `Check \`store\` in serin.yml, or write the key, with your sides: ${put}`,
      );
}

/** The split names its own sides: they have to be the environments, with users where the control center says that they are. */
function sideFindings(
  { key }: EdgeConfig,
  { stable, canary }: Split,
  { roles }: InspectRequest,
  found: Findings,
): readonly Finding[] {
  if (roles === null || (stable === roles.stable && canary === roles.canary)) return [];
  return [
    found.blocks(
      'sides-disagree',
      `The split ${key} has ${stable} as stable and ${canary} as canary, and the control center says that environment ${roles.stable} is live, and environment ${roles.canary} has the next release.`,
      `Where the sides of the functions are the environments a and b, write the key ${key} again with "stable":"${roles.stable}" and "canary":"${roles.canary}"; or, if environment ${roles.canary} is live, correct the control center (docs/guides/environments.md).`,
    ),
  ];
}

/** `web=b` names the side to try; it can only be the one that users are not on. */
function choiceFindings(config: EdgeConfig, split: Split, ask: InspectRequest, found: Findings): readonly Finding[] {
  const side = ask.explicit[config.key];
  if (side === undefined || side === split.canary) return [];
  const what = side === split.stable ? 'is what users have' : `is neither ${split.stable} nor ${split.canary}`;
  return [
    found.blocks('wrong-side', `The side ${side} ${what}.`, `Name ${config.key}=${split.canary}, or leave it out.`),
  ];
}

function splitFindings(split: Split, ask: InspectRequest, found: Findings): readonly Finding[] {
  const open = split.cohorts.join(', ');
  const cohorts =
    open === ''
      ? []
      : [
          found.blocks(
            'cohorts-open',
            `The canary is open to ${open} already.`,
            'Close them: write the key again with no cohorts.',
          ),
        ];
  if (split.weight === 0 || ask.adopt) return cohorts;
  return [
    ...cohorts,
    found.blocks(
      'split-present',
      `${percent(split.weight)} of the users are on ${split.canary} already.`,
      'Add `adopt` to take it over (back then means 0%), or write the key again with the weight 0.',
    ),
  ];
}
