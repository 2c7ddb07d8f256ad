/** The header that travels with a request: a list of members in one line of text. */
export const HEADER = 'baggage';

/** The most that a baggage has, in bytes and in members; what is beyond may be left out (W3C Baggage, "Limits"; 180 as in its earlier drafts and OpenTelemetry). */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 180;

/** One list-member: its key, and the whole of it as it was written, properties included. */
interface Member {
  readonly key: string;
  readonly text: string;
}

/** A key is a token (RFC 9110, 5.6.2); a value and what follows is printable ASCII without `"`, `,` and `\`. */
const member = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=([\t\x20\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]*)$/;

/** Reads the members, in order. What is malformed is left out, and so is what is beyond the limits; the work is bounded by them. */
function parseMembers(baggage: unknown): readonly Member[] {
  if (typeof baggage !== 'string') return [];
  const members: Member[] = [];
  for (let start = 0; start <= baggage.length && members.length < MAX_MEMBERS; ) {
    const comma = baggage.indexOf(',', start);
    const end = comma === -1 ? baggage.length : comma;
    if (end > MAX_BYTES) break;
    const text = baggage.slice(start, end).trim();
    const key = member.exec(text)?.[1];
    if (key !== undefined) members.push({ key, text });
    start = end + 1;
  }
  return members;
}

/** As many of these members as the limits allow, from the first on. */
function formatMembers(members: readonly Member[]): string {
  let text = '';
  for (const each of members.slice(0, MAX_MEMBERS)) {
    const longer = text === '' ? each.text : `${text},${each.text}`;
    if (longer.length > MAX_BYTES) break;
    text = longer;
  }
  return text;
}

/** The properties of a member as they were written, each behind its `;`. */
function memberProperties({ text }: Member): string {
  const at = text.indexOf(';');
  return at === -1 ? '' : text.slice(at);
}

/** Percent-decoded; null when that is not possible. */
function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Everything but what may stand in a value, and but `%` and `+`, which some readers take for more than themselves. */
const notAsItIs = /[^\x21\x23\x24\x26-\x2a\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu;

/**
 * The value of a member, percent-decoded; null when there is none or it cannot be decoded. Where a key is there twice, the
 * last one counts, as in OpenTelemetry. Never throws.
 * @param baggage from outside: anything
 */
export function valueIn(baggage: unknown, key: string): string | null {
  const found = parseMembers(baggage).findLast((each) => each.key === key);
  if (found === undefined) return null;
  return decodePercent(
    found.text.slice(found.text.indexOf('=') + 1, found.text.length - memberProperties(found).length).trim(),
  );
}

/**
 * A baggage with this value under the key: first, since the last members are left out where the limits are reached. All
 * other members stay as they were written, and so do the properties of the one that is replaced.
 * @param value well-formed text
 */
export function withValue(baggage: unknown, key: string, value: string): string {
  const members = parseMembers(baggage);
  const before = members.findLast((each) => each.key === key);
  const text = `${key}=${value.replace(notAsItIs, encodeURIComponent)}${before === undefined ? '' : memberProperties(before)}`;
  return formatMembers([{ key, text }, ...members.filter((each) => each.key !== key)]);
}

/** A baggage with only those members whose key passes. */
export function filterBaggage(baggage: unknown, passes: (key: string) => boolean): string {
  return formatMembers(parseMembers(baggage).filter(({ key }) => passes(key)));
}
