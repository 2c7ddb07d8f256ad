import type { Finding } from '../../../domain/finding.ts';
import type { Inspection, InspectRequest } from '../../../ports/target.ts';
import { UNCHANGED } from '../../../rollout/preflight/unchanged.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, findingsAbout } from '../finding.ts';
import { type LambdaAliasConfig, lambdaAliasConfig, lambdaAliasName } from './config.ts';
import { type Looked, resolveSides } from './environments.ts';
import { preflight } from './preflight.ts';
import { type Alias, type Lambda, listAliases, listVersions, readAlias } from './reads.ts';
import { servingFindings } from './serving.ts';
import { isUnchanged, resolveVersion, type Version, versionName } from './version.ts';

/** Resolves the two versions of an alias and finds what stands in the way. Reads only. */
export async function inspectLambdaAlias(lambda: Lambda, ask: InspectRequest): Promise<Inspection> {
  const config = lambdaAliasConfig.parse(ask.config);
  const found = findingsAbout(lambdaAliasName(config));
  const unresolved = {
    frozen: null,
    baseline: [],
    stable: '',
    canary: ask.label,
    weight: 0,
    expressed: ask.weights,
    notes: [],
  };
  try {
    const alias = await readAlias(lambda, config);
    const [versions, aliases, known] = await Promise.all([
      listVersions(lambda, config.function),
      listAliases(lambda, config.function),
      preflight(lambda, config, alias, found),
    ]);
    const stable = versions.find(({ number }) => number === alias.version);
    const looked = { config, live: alias, versions, aliases, explicit: ask.explicit[config.function] };
    const inspection = { ...unresolved, stable: stable ? versionName(stable) : alias.version };
    if (ask.keepsUnchanged && isUnchanged({ ...looked, function: config.function, label: ask.label }, alias.version)) {
      return {
        ...inspection,
        canary: inspection.stable,
        unchanged: true,
        findings: unchangedFindings(inspection, alias, config, found),
      };
    }
    const resolved =
      ask.roles === null ? resolveByLabel(looked, ask.label, found) : resolveSides(looked, ask.roles, found);
    if ('severity' in resolved) return { ...inspection, findings: [resolved, ...known] };
    const { canary, sides } = resolved;
    const serving = isSplittable(stable, canary)
      ? await servingFindings(lambda, config.function, { stable, canary }, found)
      : [];
    return {
      ...inspection,
      frozen: { stable: alias.version, canary: canary.number, ...(sides && { sides }) },
      ids: { stable: alias.version, canary: canary.number },
      baseline: [`${config.function}:${config.alias} → version ${alias.version}, no weights`],
      canary: versionName(canary),
      weight: toPercent(alias.weights[canary.number] ?? 0),
      findings: [
        ...versionFindings(stable, canary, config, found),
        ...splitFindings(alias, canary, ask.adopt, found),
        ...serving,
        ...known,
      ],
    };
  } catch (error) {
    if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    return { ...unresolved, findings: [aliasMissing(config, found)] };
  }
}

/** Without environments the command names the version, by its label or its number. */
function resolveByLabel(looked: Looked, label: string, found: Findings): ReturnType<typeof resolveSides> {
  const { config, versions, aliases, explicit } = looked;
  if (config.sides !== undefined) {
    return found.blocks(
      'sides-without-environments',
      `${config.function}:${config.alias} has aliases by environment, and the service has no environments.`,
      'Add `environments` to the service, or take `sides` out.',
    );
  }
  const canary = resolveVersion({ function: config.function, label, explicit, versions, aliases }, found);
  return 'severity' in canary ? canary : { canary };
}

/** A weight of Lambda, 0 to 1, in percent, without the last digits of floating-point arithmetic. */
export function toPercent(weight: number): number {
  return Number((weight * 100).toFixed(6));
}

function aliasMissing(config: LambdaAliasConfig, found: Findings): Finding {
  return found.blocks(
    'alias-missing',
    `There is no alias ${config.alias} of a function ${config.function} in this account and region.`,
    'Create it, pointing at the version that users have, or correct the target in serin.yml.',
  );
}

/** True when there are two published versions to split between; otherwise another finding says so. */
function isSplittable(stable: Version | undefined, canary: Version): stable is Version {
  return stable !== undefined && stable.number !== '$LATEST' && stable.number !== canary.number;
}

/**
 * Returns the findings where the two versions break Lambda's rules for a weighted alias (Lambda Developer Guide, "weighted
 * alias").
 */
function versionFindings(
  stable: Version | undefined,
  canary: Version,
  config: LambdaAliasConfig,
  found: Findings,
): readonly Finding[] {
  const name = `${config.function}:${config.alias}`;
  if (stable === undefined || stable.number === '$LATEST') {
    return [
      found.blocks(
        'stable-not-published',
        `${name} points to ${stable?.number ?? 'a version that is gone'}; an alias can only be split between published versions.`,
        'Publish what users have and point the alias at that version.',
      ),
    ];
  }
  if (stable.number === canary.number) {
    return [
      found.blocks(
        'same-version',
        `${name} points to ${versionName(canary)} already.`,
        'All users have it, likely because a deployment tool moves this alias. Let that tool only publish versions (docs/guides/deployment-tools.md), or name another version.',
      ),
    ];
  }
  const findings: Finding[] = [];
  if (stable.role !== canary.role) {
    findings.push(
      found.blocks(
        'different-roles',
        `${versionName(stable)} and ${versionName(canary)} have different execution roles: ${stable.role} and ${canary.role}.`,
        'Publish the new version with the role of the old one; Lambda splits an alias only then.',
      ),
    );
  }
  if (stable.deadLetter !== canary.deadLetter) {
    findings.push(
      found.blocks(
        'different-dead-letter-queues',
        `${versionName(stable)} and ${versionName(canary)} have different dead-letter queues: ${stable.deadLetter || 'none'} and ${canary.deadLetter || 'none'}.`,
        'Publish the new version with the queue of the old one; Lambda splits an alias only then.',
      ),
    );
  }
  return findings;
}

/** Says that a function keeps its version; blocks while its alias is split, since then users have two. */
function unchangedFindings(
  { stable }: Pick<Inspection, 'stable'>,
  { weights }: Alias,
  config: LambdaAliasConfig,
  found: Findings,
): readonly Finding[] {
  const [split] = Object.entries(weights);
  if (split !== undefined) return [otherSplit(split, stable, found)];
  const text = `${config.function} has nothing new under this label: it stays on ${stable} and takes no part.`;
  return [found.warns(UNCHANGED, text, `If it did change, name its version with \`${config.function}=<number>\`.`)];
}

function otherSplit([version, weight]: readonly [string, number], wanted: string, found: Findings): Finding {
  return found.blocks(
    'other-split',
    `The alias already sends ${toPercent(weight)}% to version ${version}, which is not ${wanted}.`,
    'Let the deployment that set it (CodeDeploy?) finish, or clear the weights of the alias.',
  );
}

function splitFindings(alias: Alias, canary: Version, adopt: boolean, found: Findings): readonly Finding[] {
  const [split] = Object.entries(alias.weights);
  if (split === undefined) return [];
  const [version, weight] = split;
  if (version !== canary.number) return [otherSplit(split, versionName(canary), found)];
  if (adopt) return [];
  return [
    found.blocks(
      'split-present',
      `The alias already sends ${toPercent(weight)}% to version ${version}.`,
      'Add `adopt` to take it over (back then means 0%), or let the deployment that set it (CodeDeploy?) finish.',
    ),
  ];
}
