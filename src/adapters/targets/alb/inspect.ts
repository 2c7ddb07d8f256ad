import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Finding } from '../../../domain/finding.ts';
import type { Json } from '../../../domain/json.ts';
import { duration } from '../../../domain/wording.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, findingsAbout, ifPossible } from '../finding.ts';
import { type ListenedActions, type LoadElb, readListened } from './api.ts';
import { type AlbConfig, albConfig, albName, albPlace, groupDimension, groupName, groupPair } from './config.ts';
import {
  type Actions,
  canaryShare,
  type FrozenAction,
  nearestShare,
  readWeights,
  stickySeconds,
  weightPair,
  withWeights,
} from './forward.ts';
import { type GroupArns, type Pair, readAttributes, readVersions } from './groups.ts';
import { preflight } from './preflight.ts';
import { rolesIn } from './roles.ts';
import { shareFindings } from './shares.ts';

/** The tag of a target group that names the version behind it, where the configuration names no other. */
const VERSION_TAG = 'serin:version';

const GONE = new Set(['ListenerNotFoundException', 'RuleNotFoundException']);

/** Resolves the two target groups of a forward action and finds what stands in the way. Reads only. */
export async function inspectAlb(load: LoadElb, ask: InspectRequest): Promise<Inspection> {
  const config = albConfig.parse(ask.config);
  const found = findingsAbout(albName(config));
  const [one, other] = groupPair(config);
  const unresolved: Inspection = {
    frozen: null,
    baseline: [],
    stable: one,
    canary: other,
    weight: 0,
    expressed: ask.weights.map(nearestShare),
    notes: [],
    findings: shareFindings(ask.weights, found),
  };
  const block = (...findings: readonly Finding[]) => ({
    ...unresolved,
    findings: [...findings, ...unresolved.findings],
  });
  const listened = await readIfThere(load, config);
  if (listened === null) return block(missingFinding(config, found));
  if (listened.isDefaultRule) return block(defaultRuleFinding(config, found));
  const { actions } = listened;
  const { arns, findings } = rolesIn(actions, { config, ask, found });
  if (arns === null) return block(...findings);
  const client = await load();
  const sticky = stickySeconds(actions);
  const attributes = await readAttributes(client, arns);
  const asked = { client, arns, found };
  const [{ versions, ...tags }, known] = await Promise.all([
    resolveVersions({ ...asked, config, ask }),
    preflight({ ...asked, attributes, shares: ask.weights, firstBakeMs: ask.firstBakeMs, sticky }),
  ]);
  const bound = attributes.stable.binds || attributes.canary.binds;
  const frozen: FrozenAction = { ...arns, bound, actions: baselineOf(actions, { ...arns, bound, actions }) };
  return {
    ...unresolved,
    frozen: frozen as unknown as Json,
    baseline: [describeBaseline(frozen, config)],
    stable: armName(arns.stable, versions.stable),
    canary: armName(arns.canary, versions.canary),
    weight: canaryShare(readWeights(actions, arns)),
    ids: { stable: groupDimension(arns.stable), canary: groupDimension(arns.canary) },
    ...(sticky !== null && { splits: 'users', notes: [stickyNote(sticky, frozen)] }),
    findings: [...findings, ...cognitoFindings(actions, found), ...tags.findings, ...known, ...unresolved.findings],
  };
}

async function readIfThere(load: LoadElb, config: AlbConfig): Promise<ListenedActions | null> {
  try {
    return await readListened(load, config);
  } catch (error) {
    if (GONE.has(errorCode(error))) return null;
    throw error;
  }
}

/** The actions that a rollback returns to: as they are, with the canary at 0, also where a split was taken over. */
function baselineOf(actions: Actions, frozen: FrozenAction): Actions {
  const weights = readWeights(actions, frozen);
  const stable = weights.stable > 0 ? weights.stable : weightPair(0, 0, weights).stable;
  return withWeights(actions, frozen, { stable, canary: 0 });
}

interface Inspected {
  readonly client: ElasticLoadBalancingV2Client;
  readonly config: AlbConfig;
  readonly arns: GroupArns;
  readonly ask: InspectRequest;
  readonly found: Findings;
}

/** Reads the versions that the tags of both groups name. */
async function resolveVersions(inspected: Inspected) {
  const { client, arns, config, found } = inspected;
  let versions: Pair<string | null> = { stable: null, canary: null };
  const findings = await ifPossible('elasticloadbalancing:DescribeTags', found, async () => {
    versions = await readVersions(client, arns, config.versionTag ?? VERSION_TAG);
    return versionFindings(versions, inspected);
  });
  return { versions, findings };
}

function versionFindings({ stable, canary }: Pair<string | null>, { arns, ask, found }: Inspected): readonly Finding[] {
  const [one, other] = [groupName(arns.stable), groupName(arns.canary)];
  if (canary === null) return [];
  if (canary === stable) {
    return [
      found.blocks(
        'same-version',
        `${one} and ${other} both have ${canary}, by their tags.`,
        `Deploy the new version behind ${other} and set its tag.`,
      ),
    ];
  }
  if (canary === ask.label || ask.roles !== null) return [];
  return [
    found.blocks(
      'version-missing',
      `${other} has ${canary}, by its tag, and not ${ask.label}.`,
      `Start ${canary}, or deploy ${ask.label} behind ${other} and set its tag.`,
    ),
  ];
}

/**
 * Warns of an action that authenticates with Cognito: AWS asks its writers for one more permission (Application Load Balancers user guide,
 * "Prepare to use Amazon Cognito").
 */
function cognitoFindings(actions: Actions, found: Findings): readonly Finding[] {
  if (!actions.some(({ Type }) => Type === 'authenticate-cognito')) return [];
  return [
    found.warns(
      'cognito-permission',
      'The actions authenticate users with Cognito: AWS lets only those change them who may call cognito-idp:DescribeUserPoolClient.',
      'Allow it to the worker, the alarm and the timer function; the stack does not (docs/guides/load-balancers.md).',
    ),
  ];
}

function armName(arn: string, version: string | null): string {
  return version === null ? groupName(arn) : `${groupName(arn)} (${version})`;
}

/** Says what to type into a form: `orders: orders-blue 100, orders-green 0, stickiness off`. */
function describeBaseline(frozen: FrozenAction, config: AlbConfig): string {
  const { stable, canary, actions } = frozen;
  const weights = readWeights(actions, frozen);
  const sticky = stickySeconds(actions);
  const before = actions.flatMap(({ Type }) => (Type === 'forward' ? [] : [`, after ${Type}`]));
  const { loadBalancer, id } = albPlace(config);
  return `${loadBalancer} ${id} → ${groupName(stable)} with weight ${weights.stable}, ${groupName(canary)} with ${weights.canary}, stickiness ${sticky === null ? 'off' : `${sticky} s`}${before.join('')}`;
}

function stickyNote(seconds: number, { bound, canary }: FrozenAction): string {
  const kept = duration(seconds * 1000);
  const rollback = bound
    ? `A rollback takes ${groupName(canary)} out of the action and turns stickiness off`
    : 'A rollback turns stickiness off';
  return `Users keep their target group until they stay away for ${kept}, whatever the weights are. ${rollback}, which brings everybody back at once; turn it on again ${kept} later.`;
}

function missingFinding(config: AlbConfig, found: Findings): Finding {
  const { loadBalancer } = albPlace(config);
  const what = config.rule === undefined ? 'listener' : 'rule';
  return found.blocks(
    `${what}-missing`,
    `The load balancer ${loadBalancer} has no such ${what} in this account and region.`,
    `Correct \`${what}\` in serin.yml: it is the whole ARN.`,
  );
}

function defaultRuleFinding(config: AlbConfig, found: Findings): Finding {
  return found.blocks(
    'default-rule',
    `That rule of ${albPlace(config).loadBalancer} is the default one, which AWS changes through its listener only.`,
    'Name the ARN of the listener as `listener`, and leave `rule` out.',
  );
}
