import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { isLabel } from '../../../command/label.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { InspectRequest, PublishedVersion } from '../../../ports/target.ts';
import type { Findings } from '../finding.ts';
import { readService } from './api.ts';
import { type EcsConfig, lastPart, parseTaskDefinition } from './config.ts';

/** The newest revisions of a task definition among which an image tag is looked for: each costs a read. */
const LOOKED_AT = 20;

/** A revision of a task definition. */
export interface Version {
  readonly arn: string;
  /** The number of the revision. */
  readonly revision: number;
  /** The tag of the image of its first container; null where it has none. */
  readonly tag: string | null;
  /** The moment of its registration in milliseconds since the epoch; null where ECS names none. */
  readonly at: number | null;
}

/** Returns the tag of an image: `v54` of `registry/invoices:v54@sha256:…`; null where it names none. */
export function imageTag(image: string): string | null {
  const [named = ''] = image.split('@');
  const last = named.split('/').at(-1) ?? '';
  return last.includes(':') ? (last.split(':').at(-1) ?? null) : null;
}

/** Returns the label of a version: the tag of its image where that says something, else its revision. */
export function versionLabel({ tag, revision }: Pick<Version, 'tag' | 'revision'>): string {
  return tag !== null && tag !== 'latest' && isLabel(tag) ? tag : `v${revision}`;
}

/** Returns a version in words: `v54 (invoices:54)`. */
export function versionWords(version: Pick<Version, 'arn' | 'tag' | 'revision'>): string {
  return `${versionLabel(version)} (${lastPart(version.arn)})`;
}

function toVersion({ taskDefinitionArn: arn = '', revision = 0, ...definition }: TaskDefinition): Version {
  const { containerDefinitions: [first] = [], registeredAt } = definition;
  return { arn, revision, tag: imageTag(first?.image ?? ''), at: registeredAt?.getTime() ?? null };
}

/** Reads a revision of a task definition, by its ARN. @throws the SDK's error when there is none */
export async function readVersion(client: ECSClient, taskDefinition: string): Promise<Version> {
  const { taskDefinition: found = {} } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return toVersion(found);
}

/** Reads the newest active revisions of a task definition, the newest first. */
async function newestVersions(client: ECSClient, family: string): Promise<readonly Version[]> {
  const { taskDefinitionArns: arns = [] } = await client.send(
    new ListTaskDefinitionsCommand({ familyPrefix: family, status: 'ACTIVE', sort: 'DESC', maxResults: LOOKED_AT }),
  );
  return Promise.all(arns.map((arn) => readVersion(client, arn)));
}

/** Tells whether a label or a number names a version: `54`, `v54`, or the tag of its image. */
export function isNamed({ tag, revision }: Pick<Version, 'tag' | 'revision'>, label: string): boolean {
  return label === tag || label === String(revision) || label === `v${revision}`;
}

/** The version that a start wants. */
type Wanted = Pick<InspectRequest, 'label' | 'explicit'> & { readonly config: EcsConfig; readonly stable: Version };

/**
 * Finds the version of a start among the newest revisions of the task definition of its service.
 *
 * @returns the version, or the finding that there is none, or more than one
 */
export async function resolveVersion(client: ECSClient, wanted: Wanted, found: Findings): Promise<Version | Finding> {
  const { config, explicit, label, stable } = wanted;
  const { family = '' } = parseTaskDefinition(stable.arn) ?? {};
  const versions = await newestVersions(client, family);
  const named = explicit[config.service];
  const [first, another] = versions.filter((version) =>
    named === undefined ? isNamed(version, label) : String(version.revision) === named.replace(/^v/, ''),
  );
  if (first === undefined)
    return found.blocks(
      'version-missing',
      `None of the newest ${versions.length} revisions of the task definition ${family} is ${named ?? label}, by its number or by the tag of its first image.`,
      'Register the task definition first; Serin registers and builds nothing.',
    );
  if (another !== undefined)
    return found.blocks(
      'version-ambiguous',
      `${label} names ${lastPart(first.arn)} and ${lastPart(another.arn)}.`,
      `Add the number of the revision: \`${config.service}=${first.revision}\`.`,
    );
  return first;
}

/** Lists the newest versions that a start can name. What two revisions share names none, so there the number is listed. */
export async function startableVersions(client: ECSClient, config: EcsConfig): Promise<readonly PublishedVersion[]> {
  const { taskDefinition = '' } = await readService(client, config);
  const versions = await newestVersions(client, parseTaskDefinition(taskDefinition)?.family ?? '');
  return versions.flatMap((version) => {
    const isOnly = (label: string) => versions.filter((other) => isNamed(other, label)).length === 1;
    const label = [versionLabel(version), `v${version.revision}`, String(version.revision)].find(isOnly);
    return label === undefined ? [] : [{ label, at: version.at, isLive: version.arn === taskDefinition }];
  });
}
