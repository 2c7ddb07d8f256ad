/** Matches a word without any character that a shell treats specially. */
const PLAIN_WORD = /^[\w%+,./:@-][\w%+,./:=@-]*$/;

/** Returns a text as one word of a shell: unchanged where it is plain, otherwise in single quotes, which escape everything. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Matches a text that every version of YAML reads as a string without quotes. */
const PLAIN_TEXT = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][\w.-]*$/i;

/** Matches characters that YAML or a terminal cannot print. */
const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff]/g;

/** Returns a JSON value as YAML on one line, with quotes where a plain text would read as something else. */
export function yamlLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlLine).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, one]) => `${yamlLine(key)}: ${yamlLine(one)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (PLAIN_TEXT.test(value)) return value;
  // A JSON string is also a YAML 1.2 string.
  return JSON.stringify(value).replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
