/** What no shell takes for anything else, at any place of a word. */
const PLAIN_WORD = /^[\w%+,./:@-][\w%+,./:=@-]*$/;

/** A text as one word of a shell: as it is where it is plain, otherwise in single quotes, between which nothing is special. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What YAML takes for a text without quotes, in each of its versions. */
const PLAIN_TEXT = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][\w.-]*$/i;

/** What is no character to print, in YAML or on a terminal. */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff]/g;

/** A value that JSON can hold as YAML on one line, in quotes where a plain text would read as something else. */
export function yamlLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, one]) => `${yamlLine(key)}: ${yamlLine(one)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (PLAIN_TEXT.test(value)) return value;
  // A text of JSON is one of YAML 1.2.
  return JSON.stringify(value).replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
