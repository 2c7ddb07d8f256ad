import type { Finding } from '../../../domain/finding.ts';
import type { Findings } from '../finding.ts';

/** A version of a function, `$LATEST` included. */
export interface Version {
  readonly number: string;
  readonly description: string;
  readonly role: string;
  /** The ARN of the dead-letter queue; empty when there is none. */
  readonly deadLetter: string;
  /** The moment at which it was published, in milliseconds since the epoch; not a number where Lambda does not say. */
  readonly publishedAt: number;
}

/** The most versions that a refusal lists. */
const LISTED = 10;

/** The request for a canary version: the label or number, and the versions to search. */
export interface Wanted {
  readonly function: string;
  readonly label: string;
  /** A version number that was named for this function; undefined when none was. */
  readonly explicit: string | undefined;
  readonly versions: readonly Version[];
  /** The version each alias of the function points to. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** The version that is meant, or why none can be told. */
export function resolveVersion(wanted: Wanted, found: Findings): Version | Finding {
  const matches =
    wanted.explicit === undefined
      ? findByLabel(wanted)
      : wanted.versions.filter(({ number }) => number === wanted.explicit);
  const published = matches.filter(({ number }) => number !== '$LATEST');
  const [only] = published;
  if (only !== undefined && published.length === 1) return only;
  const name = `\`${wanted.function}=<number>\``;
  if (only !== undefined) {
    return found.blocks(
      'version-ambiguous',
      `${wanted.label} could be ${listVersionNames(published)} of ${wanted.function}.`,
      `Say which one with ${name}.`,
    );
  }
  if (matches.length > 0 || wanted.explicit === '$LATEST') {
    return found.blocks(
      'version-not-published',
      `${wanted.explicit ?? wanted.label} is $LATEST of ${wanted.function}, which can change at any time.`,
      'Publish a version, with the label as its description, and start again.',
    );
  }
  return missingVersionFinding(wanted, found);
}

/**
 * Makes the finding for a missing version. A version that only mentions the label is listed and never chosen: one that reverts v54
 * mentions it too.
 */
function missingVersionFinding({ function: name, label, explicit, versions }: Wanted, found: Findings): Finding {
  const mentioning = explicit === undefined ? versions.filter((version) => mentions(version, label)) : [];
  const hint = mentioning.length === 0 ? '' : ` It is mentioned by ${listVersionNames(mentioning)}.`;
  return found.blocks(
    'version-missing',
    `${name} has no version ${explicit ?? label}.${hint} There is ${listVersionNames(versions)}.`,
    `Use one of these labels, or say the number with \`${name}=<number>\`.`,
  );
}

/**
 * True when a function has nothing new under a label: it was named with the version that is live, or no version has the label or
 * mentions it. Publishing a function that did not change makes no version, so its newest one keeps the label of before (Lambda API,
 * PublishVersion).
 *
 * @param live the number of the version that the alias points to
 */
export function isUnchanged({ label, explicit, versions, aliases }: Wanted, live: string): boolean {
  if (explicit !== undefined) return explicit === live;
  return (
    findByLabel({ label, versions, aliases }).length === 0 && !versions.some((version) => mentions(version, label))
  );
}

/** A version as people know it: its number, and its description where it has one. */
export function versionName({ number, description }: Version): string {
  return description === '' ? number : `${number} (${description.slice(0, 60)})`;
}

/** Finds the versions with the label as description or alias; when there are none, the version with that number. */
function findByLabel({ label, versions, aliases }: Pick<Wanted, 'label' | 'versions' | 'aliases'>): readonly Version[] {
  const labelled = versions.filter(({ number, description }) => description === label || aliases[label] === number);
  return labelled.length > 0 ? labelled : versions.filter(({ number }) => number === label);
}

/** Finds the published versions that a start by this label may mean. */
export function findPublished(wanted: Pick<Wanted, 'label' | 'versions' | 'aliases'>): readonly Version[] {
  return findByLabel(wanted).filter(({ number }) => number !== '$LATEST');
}

/** True when a description has the label among its words; dots and dashes inside a word belong to it: v5 is not in v5.1. */
function mentions({ number, description }: Version, label: string): boolean {
  const words = description.split(/[^\w.+-]+/).map((word) => word.replace(/^[.-]+|[.-]+$/g, ''));
  return number !== '$LATEST' && words.includes(label);
}

function listVersionNames(versions: readonly Version[]): string {
  const published = versions.filter(({ number }) => number !== '$LATEST').toReversed();
  if (published.length === 0) return 'no published version';
  const more = published.length > LISTED ? `, and ${published.length - LISTED} older ones` : '';
  return published.slice(0, LISTED).map(versionName).join(', ') + more;
}
