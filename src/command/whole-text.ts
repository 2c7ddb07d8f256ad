/**
 * A text of so many UTF-16 units at most, in whole characters: half a surrogate pair is no text (RFC 8259, 8.2), and what
 * receives it may refuse or replace it, so that a signature over it no longer fits.
 */
export function wholeText(text: string, max: number): string {
  return text.slice(0, max).replace(/\p{Surrogate}/gu, '');
}
