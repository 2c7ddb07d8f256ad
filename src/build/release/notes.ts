/**
 * Returns the part of the changelog about a version: from its heading to the next one, without it.
 * @throws when the changelog has no such heading
 */
export function releaseNotes(changelog: string, version: string): string {
  const [, ...parts] = changelog.split(/^## /m);
  const part = parts.find((text) => text.split(/\s/, 1)[0] === version);
  if (part === undefined) throw new Error(`CHANGELOG.md has no part "## ${version}". Write it, and try again.`);
  return `# Serin ${version}${part.slice(part.indexOf('\n'))}`.replace(/\n*$/, '\n');
}
