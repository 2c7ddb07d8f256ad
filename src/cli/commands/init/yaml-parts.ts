import { type Document, type Node, Pair, Scalar } from 'yaml';

/** The steps of a plan that nobody has chosen yet. */
export const CAREFUL_PLAN = [
  { shift: 5 },
  { bake: '10m' },
  { shift: 25 },
  { bake: '15m' },
  { shift: 100 },
  { bake: '30m' },
];

/** The placeholder for an alarm name: `serin apply` refuses it, since no alarm has this name. */
export const NO_ALARM = 'name-of-an-alarm';

/** The longest JSON of a target that stays on one line, in characters. */
export const ONE_LINE = 70;

/** Returns lines as a list with a title; nothing where there are none. */
export function titledList(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `- ${line}`)];
}

/** Returns a key with its value. */
export function field(key: string, value: Node): Pair<Scalar<string>, Node> {
  return new Pair(new Scalar(key), value);
}

/** Returns a value with a comment behind it; without one where `why` is null. */
export function nodeWithComment(document: Document, value: string, why: string | null): Node {
  const node = document.createNode(value);
  if (why !== null) node.comment = comment([why]);
  return node;
}

/** Returns a comment for the YAML library, which adds the # but no space. Line breaks inside a line become spaces. */
export function comment(lines: readonly string[]): string {
  return lines.map((line) => ` ${line.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}`).join('\n');
}
