import { type Alias, type Document, isAlias, isScalar, type Node, type Pair, visit } from 'yaml';

/** A YAML feature that serin.yml does not support, with its offset in the text. */
export interface YamlRefusal {
  readonly offset: number;
  readonly message: string;
  readonly remedy: string;
}

/** The tags that only name the type that a value has anyway. Source: YAML 1.2.2, "Core Schema". */
const PLAIN_TAGS = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`);

/**
 * Finds tags (`!Ref`), functions written as keys (`Fn::Sub`), merge keys (`<<`) and aliases without an anchor, in document
 * order.
 */
export function yamlRefusals(document: Document.Parsed): readonly YamlRefusal[] {
  const found: YamlRefusal[] = [];
  visit(document, {
    Node: (_, node) => {
      const refusal = isAlias(node) ? aliasRefusal(node, document) : tagRefusal(node);
      if (refusal !== null) found.push({ offset: node.range?.[0] ?? 0, ...refusal });
    },
    Pair: (_, pair) => {
      const refusal = keyRefusal(pair);
      if (refusal !== null) found.push(refusal);
    },
  });
  return found;
}

type Words = Omit<YamlRefusal, 'offset'>;

function tagRefusal({ tag }: Exclude<Node, Alias>): Words | null {
  if (tag === undefined || PLAIN_TAGS.includes(tag)) return null;
  const written = tag.replace(/^tag:yaml\.org,2002:/, '!!');
  return {
    message: `Nothing resolves the tag ${written} here: a serin.yml is no template.`,
    remedy: 'Write the value itself: for an alarm its own name in CloudWatch, for a function its own name.',
  };
}

function aliasRefusal(alias: Alias, document: Document.Parsed): Words | null {
  if (alias.resolve(document) !== undefined) return null;
  return {
    message: `There is no anchor &${alias.source} before *${alias.source}.`,
    remedy: `Write the value out; one that begins with * belongs in quotes: "*${alias.source}".`,
  };
}

function keyRefusal({ key }: Pair): YamlRefusal | null {
  if (!isScalar(key) || typeof key.value !== 'string') return null;
  const offset = key.range?.[0] ?? 0;
  if (key.value === '<<')
    return { offset, message: 'Merge keys (<<) are not resolved.', remedy: 'Write the fields out.' };
  if (!key.value.startsWith('Fn::')) return null;
  return {
    offset,
    message: `Nothing resolves ${key.value} here: a serin.yml is no template.`,
    remedy: 'Write the value itself.',
  };
}
