import { readFileSync } from 'node:fs';

/** The names in backticks by which docs/reference/cli.md describes the JSON of a command, with those of values. */
export function documentedNames(command: string): ReadonlySet<string> {
  const page = readFileSync('docs/reference/cli.md', 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`\`serin ${command}`)) ?? '';
  const described = /(?:JSON:|`--json`:)([\s\S]*?)(?:\n\n|$)/.exec(section)?.[1];
  if (described === undefined) throw new Error(`docs/reference/cli.md does not describe the JSON of ${command}.`);
  return new Set([...described.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

/** The names of all fields of a document, at any depth. */
export function fieldsOf(json: unknown): ReadonlySet<string> {
  if (typeof json !== 'object' || json === null) return new Set();
  const inside = Object.values(json).flatMap((value) => [...fieldsOf(value)]);
  return new Set([...(Array.isArray(json) ? [] : Object.keys(json)), ...inside]);
}
