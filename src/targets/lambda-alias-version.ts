import type { Finding } from '../rollout/record.ts';
import type { Findings } from './finding.ts';

/** A version of a function, `$LATEST` included. */
export interface Version {
  readonly number: string;
  readonly description: string;
  readonly role: string;
  /** The ARN of the dead-letter queue; empty when there is none. */
  readonly deadLetter: string;
}

/** How many versions a refusal lists. */
const LISTED = 10;

/** What a canary is looked for in, and by. */
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
      ? byLabel(wanted)
      : wanted.versions.filter(({ number }) => number === wanted.explicit);
  const published = matches.filter(({ number }) => number !== '$LATEST');
  const [only] = published;
  if (only !== undefined && published.length === 1) return only;
  const name = `\`${wanted.function}=<number>\``;
  if (only !== undefined) {
    return found.blocks(
      'version-ambiguous',
      `${wanted.label} could be ${listed(published)} of ${wanted.function}.`,
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
  return found.blocks(
    'version-missing',
    `${wanted.function} has no version ${wanted.explicit ?? wanted.label}. There is ${listed(wanted.versions)}.`,
    `Use one of these labels, or say the number with ${name}.`,
  );
}

/** A version as people know it: its number, and its description where it has one. */
export function called({ number, description }: Version): string {
  return description === '' ? number : `${number} (${description.slice(0, 60)})`;
}

/** An exact description or an alias of that name counts before a description that contains the label. */
function byLabel({ label, versions, aliases }: Wanted): readonly Version[] {
  const exact = versions.filter(({ number, description }) => description === label || aliases[label] === number);
  return exact.length > 0 ? exact : versions.filter(({ description }) => words(description).includes(label));
}

/** The words of a description; dots and dashes inside a word belong to it, so that v5 is not found in v5.1. */
function words(description: string): readonly string[] {
  return description.split(/[^\w.+-]+/).map((word) => word.replace(/^[.-]+|[.-]+$/g, ''));
}

function listed(versions: readonly Version[]): string {
  const published = versions.filter(({ number }) => number !== '$LATEST').toReversed();
  if (published.length === 0) return 'no published version';
  const more = published.length > LISTED ? `, and ${published.length - LISTED} older ones` : '';
  return published.slice(0, LISTED).map(called).join(', ') + more;
}
