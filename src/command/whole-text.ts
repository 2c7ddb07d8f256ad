/**
 * Returns a text of at most `max` UTF-16 units, in whole characters. Half a surrogate pair is not valid text (RFC 8259, 8.2): a
 * receiver may refuse or replace it, and a signature over it would no longer fit.
 */
export function wholeText(text: string, max: number): string {
  return text.slice(0, max).replace(/\p{Surrogate}/gu, '');
}
