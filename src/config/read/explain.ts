import type * as z from 'zod';
import { componentKinds } from '../../adapters/components/registry.ts';
import { targetKinds } from '../../adapters/targets/registry.ts';
import { didYouMean } from './closest.ts';
import type { Complaint, Path } from './complaint.ts';
import { describeKind, exampleText, expectedWords, fieldName, toWord } from './explain-words.ts';
import { isLaterKey, isLaterKind, remedyForStep } from './later-words.ts';
import { quote } from './quote.ts';
import { hintAt, keysAt, valueAt } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** The schema, and the value that does not fit it. */
interface Subject {
  readonly schema: z.ZodType;
  readonly root: unknown;
}

/** Returns the issues that zod found as complaints, each with a remedy. */
export function explain(error: z.ZodError, schema: z.ZodType, root: unknown): readonly Complaint[] {
  return error.issues.flatMap((issue) => explainIssue(issue, [], { schema, root }));
}

function explainIssue(issue: Issue, above: Path, subject: Subject): readonly Complaint[] {
  const path = [...above, ...(issue.path as Path)];
  const value = valueAt(subject.root, path);
  if (value === undefined || value === null) {
    const remedy =
      issue.code === 'invalid_union' && issue.errors.length === 0 ? kindRemedy(path) : write(path, subject);
    return [{ path, message: `${fieldName(path)} is ${value === null ? 'empty' : 'missing'}.`, remedy }];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], subject));
    case 'invalid_union':
      return issue.errors.length === 0 ? [unknownKind(path, value)] : explainUnion(issue.errors, path, subject);
    case 'invalid_value':
      return [
        {
          path,
          message: `${fieldName(path)} cannot be ${quote(value)}.`,
          remedy: didYouMean(toWord(value), issue.values.map(String)),
        },
      ];
    default:
      return [{ path, message: `${fieldName(path)} ${issueText(issue, value)}`, remedy: write(path, subject) }];
  }
}

/** Returns the end of a sentence that begins with the name of the field. */
function issueText(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') return `is ${describeKind(value)}, not ${expectedWords(issue.expected)}.`;
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    if (isEmpty(value)) return 'is empty.';
    const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
    if (Array.isArray(value)) return `must have ${bound} entries, not ${value.length}.`;
    return typeof value === 'string'
      ? `must have ${bound} characters, not ${value.length}.`
      : `must be ${bound}, not ${quote(value)}.`;
  }
  return `cannot be ${quote(value)}: ${issue.message}.`;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/** Explains a union without a discriminator by the intended alternative: the one whose own key is present. */
function explainUnion(branches: readonly (readonly Issue[])[], path: Path, subject: Subject): readonly Complaint[] {
  const value = valueAt(subject.root, path);
  const fitting = branches.filter((issues) => !issues.some((issue) => isOtherType(issue, value)));
  const meant =
    branches.find((issues) => !issues.some((issue) => isOtherAlternative(issue, value))) ??
    (fitting.length === 1 ? fitting[0] : undefined);
  if (meant !== undefined) return meant.flatMap((issue) => explainIssue(issue, path, subject));
  const types = branches.flatMap((issues) => issues.flatMap((issue) => (isWrongType(issue) ? [issue.expected] : [])));
  if (types.length > 0) {
    const wanted = [...new Set(types.map(expectedWords))].join(' or ');
    return [
      { path, message: `${fieldName(path)} is ${describeKind(value)}, not ${wanted}.`, remedy: write(path, subject) },
    ];
  }
  const keys = Object.keys(value as object);
  if (keys.length > 0) return keys.map((key) => unknownKey([...path, key], subject));
  return [{ path, message: `${fieldName(path)} is empty.`, remedy: write(path, subject) }];
}

/** Tells whether an issue says that the value has another type than its alternative, or is no word of it. */
function isOtherType(issue: Issue, value: unknown): boolean {
  return isWrongType(issue) || (issue.code === 'invalid_value' && issue.path.length === 0 && typeof value !== 'string');
}

/** Tells whether an issue rules out its alternative: the value has another type, or the alternative's own key is missing. */
function isOtherAlternative(issue: Issue, value: unknown): boolean {
  if (isOtherType(issue, value)) return true;
  return issue.path.length === 1 && valueAt(value, issue.path as Path) === undefined;
}

function isWrongType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function unknownKey(path: Path, { schema, root }: Subject): Complaint {
  const key = String(path.at(-1));
  const known = keysAt(schema, path.slice(0, -1), root);
  if (known.includes(key)) {
    return {
      path,
      message: `${key} stands beside another step.`,
      remedy: `Make it a list entry of its own; each has one of ${known.join(', ')}.`,
    };
  }
  const step = known.includes('bake') ? remedyForStep(key) : null;
  return isLaterKey(key)
    ? { path, message: `${key} is not in this version.`, remedy: `Remove it. Known here: ${known.join(', ')}.` }
    : { path, message: `${key} is not known.`, remedy: step ?? didYouMean(key, known) };
}

/** The lists whose entries have a kind, by key: the noun for an entry, and its kinds. */
const listed: Readonly<Record<string, { readonly called: string; readonly kinds: readonly string[] }>> = {
  targets: { called: 'target', kinds: Object.keys(targetKinds) },
  components: { called: 'component', kinds: Object.keys(componentKinds) },
};

/** Returns the kinds allowed in the list that contains a path. */
function kindsAt(path: Path) {
  const list = path.findLast((part) => typeof part === 'string' && part in listed);
  return listed[list ?? 'targets'] as (typeof listed)[string];
}

function unknownKind(path: Path, value: unknown): Complaint {
  const { called, kinds } = kindsAt(path);
  const word = toWord(value);
  return called === 'target' && isLaterKind(word)
    ? {
        path,
        message: `Targets of the kind ${word} are not in this version.`,
        remedy: `Remove it. Known here: ${kinds.join(', ')}.`,
      }
    : { path, message: `${quote(value)} is not a kind of ${called}.`, remedy: didYouMean(word, kinds) };
}

/** Returns the remedy for an entry without a kind. */
function kindRemedy(path: Path): string {
  return `Write ${kindsAt(path)
    .kinds.map((kind) => `\`kind: ${kind}\``)
    .join(' or ')}.`;
}

/** Returns the remedy at a path: an example where the schema has one, and the description of the field. */
function write(path: Path, { schema, root }: Subject): string {
  const { example, description } = hintAt(schema, path, root);
  const written = example === undefined ? '' : `Write for example \`${exampleText(path, example)}\`. `;
  return `${written}${sentence(description)}`.trim();
}

function sentence(text = ''): string {
  return text === '' || text.endsWith('.') ? text : `${text}.`;
}
