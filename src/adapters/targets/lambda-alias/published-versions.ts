import { isLabel } from '../../../command/label.ts';
import type { PublishedVersion } from '../../../ports/target.ts';
import type { LambdaAliasConfig } from './config.ts';
import { type Lambda, listAliases, listVersions } from './reads.ts';
import { findPublished, type Version, type Wanted } from './version.ts';

/** Returns the text by which a start finds exactly this version: its description, or its number; undefined where neither does. */
function startLabel({ number, description }: Version, among: Pick<Wanted, 'versions' | 'aliases'>): string | undefined {
  return [description, number].find((label) => {
    const [found, another] = isLabel(label) ? findPublished({ label, ...among }) : [];
    return found?.number === number && another === undefined;
  });
}

/**
 * Lists the published versions of a function that a start can name without a pair. With environments the alias of the next release says
 * which version starts, and no name does.
 */
export async function publishedVersions(
  lambda: Lambda,
  { function: name, alias, sides }: LambdaAliasConfig,
): Promise<readonly PublishedVersion[] | null> {
  if (sides !== undefined) return null;
  const [versions, aliases] = await Promise.all([listVersions(lambda, name), listAliases(lambda, name)]);
  return versions.flatMap((version) => {
    const label = version.number === '$LATEST' ? undefined : startLabel(version, { versions, aliases });
    if (label === undefined) return [];
    const at = Number.isNaN(version.publishedAt) ? null : version.publishedAt;
    return [{ label, at, isLive: version.number === aliases[alias] }];
  });
}
