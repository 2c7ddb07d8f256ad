import { type CollectionTag, Pair, parseDocument, Scalar, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml';

/** A mapping of a template. */
export type Fields = Readonly<Record<string, unknown>>;

/** A template that was read, or why it cannot be. */
export type ReadTemplate = { readonly template: Fields } | { readonly problems: readonly string[] };

/**
 * The functions that a template of CloudFormation writes as tags.
 * Source: AWS CloudFormation User Guide, "Intrinsic function reference".
 */
const FUNCTIONS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length', 'Not'],
  ...['Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
];

const KEYS: ReadonlyMap<string, string> = new Map([
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...FUNCTIONS.map((name) => [name, `Fn::${name}`] as const),
]);

/** Reads a tag as its long form has it: `!Ref Api` is `{ Ref: Api }`, at every depth. */
const tags: readonly (ScalarTag | CollectionTag)[] = [...KEYS].flatMap(([name, key]) => {
  const tag = `!${name}`;
  const toLongForm = (given: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap => {
    const map = new YAMLMap();
    map.add(new Pair(new Scalar(key), given));
    return map;
  };
  return [
    { tag, resolve: (text: string) => ({ [key]: text }) },
    { tag, collection: 'seq' as const, resolve: toLongForm },
    { tag, collection: 'map' as const, resolve: toLongForm },
  ];
});

/** Reads a template in YAML or JSON, with the tags of CloudFormation, anchors and merge keys. */
export function readTemplate(text: string): ReadTemplate {
  const document = parseDocument(text, { customTags: [...tags], merge: true, stringKeys: true });
  // A tag that is none of CloudFormation's is a warning, and its value would lose its meaning.
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message.split('\n')[0] ?? message);
  if (problems.length > 0) return { problems };
  try {
    const value: unknown = document.toJS();
    return isFields(value) ? { template: value } : { problems: ['It is no mapping.'] };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Tells whether a value is a mapping. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a mapping below keys; an empty one where there is none. */
export function fieldsAt(value: unknown, ...keys: readonly string[]): Fields {
  const found = keys.reduce((at, key) => (isFields(at) ? at[key] : undefined), value);
  return isFields(found) ? found : {};
}

/** Returns the function and its argument where a value is an intrinsic function of CloudFormation; null otherwise. */
export function intrinsicIn(value: unknown): { readonly name: string; readonly given: unknown } | null {
  if (!isFields(value)) return null;
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || !(key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')))
    return null;
  return { name: key.replace('Fn::', ''), given: value[key] };
}

/** Tells whether a template says nothing here. `!Ref AWS::NoValue` takes a property away. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (isFields(value) && value.Ref === 'AWS::NoValue');
}

/** The most characters shown of an expression. */
const SHOWN = 200;

/** Returns a value as a template has it, on one line: `!If [IsProd, Canary10Percent5Minutes, AllAtOnce]`. */
export function expressionText(value: unknown): string {
  const text = flowText(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function flowText(value: unknown): string {
  const intrinsic = intrinsicIn(value);
  if (intrinsic !== null) return `!${intrinsic.name} ${flowText(intrinsic.given)}`;
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (!isFields(value)) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, part]) => `${key}: ${flowText(part)}`)
    .join(', ')} }`;
}
