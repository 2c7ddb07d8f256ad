import { isLabel } from '../../../command/label.ts';
import type { PublishedVersion } from '../../../ports/target.ts';
import type { LambdaAliasConfig } from './config.ts';
import { type Lambda, listAliases, listVersions } from './reads.ts';
import type { Version } from './version.ts';

/** Returns the text by which a start finds exactly this version: its description, or its number. */
function startLabel({ number, description }: Version, versions: readonly Version[]): string {
  const isAlone = versions.filter((each) => each.description === description).length === 1;
  return isAlone && isLabel(description) ? description : number;
}

/**
 * Lists the published versions of a function. With environments the alias of the next release says which version starts, and no name
 * does.
 */
export async function publishedVersions(
  lambda: Lambda,
  { function: name, alias, sides }: LambdaAliasConfig,
): Promise<readonly PublishedVersion[] | null> {
  if (sides !== undefined) return null;
  const [versions, aliases] = await Promise.all([listVersions(lambda, name), listAliases(lambda, name)]);
  return versions
    .filter(({ number }) => number !== '$LATEST')
    .map((version) => ({
      label: startLabel(version, versions),
      at: Number.isNaN(version.publishedAt) ? null : version.publishedAt,
      isLive: version.number === aliases[alias],
    }));
}
