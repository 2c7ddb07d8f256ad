/** A piece of code that a request went through. */
export interface Hop {
  /** The name, for example the name of the function. */
  readonly name: string;
  /** The version of the service that it belongs to, by the label of the release: `v54`. All parts of a service use the same labels. */
  readonly version: string;
}

/** The maximum number of carried hops. A longer chain keeps the first hop, and the newest. */
const MAX_HOPS = 16;
const MAX_NAME_LENGTH = 40;
const MAX_VERSION_LENGTH = 48;

/** Matches the characters that a hop may not contain. `~` and `:` are the separators of hops. */
const STRANGE = /[^A-Za-z0-9._+/@-]/g;
const HOP = new RegExp(`^([A-Za-z0-9._+/@-]{1,${MAX_NAME_LENGTH}}):([A-Za-z0-9._+/@-]{1,${MAX_VERSION_LENGTH}})$`);

/** A value with a chain: a decision. */
interface Chained {
  readonly chain: readonly Hop[];
}

/** The hops that a carried decision names. What is malformed is left out. */
export function parseHops(texts: readonly string[]): readonly Hop[] {
  const hops = texts.slice(0, MAX_HOPS).map((text) => HOP.exec(text));
  return hops.flatMap((found) => (found === null ? [] : [{ name: found[1] as string, version: found[2] as string }]));
}

/** Hops as a carried decision has them. */
export function textOfHops(chain: readonly Hop[]): readonly string[] {
  return limitHops(chain).map(
    ({ name, version }) => `${sanitize(name, MAX_NAME_LENGTH)}:${sanitize(version, MAX_VERSION_LENGTH)}`,
  );
}

function sanitize(text: string, longest: number): string {
  return text.replace(STRANGE, '_').slice(0, longest) || '_';
}

function limitHops(chain: readonly Hop[]): readonly Hop[] {
  return chain.length <= MAX_HOPS ? chain : [...chain.slice(0, 1), ...chain.slice(1 - MAX_HOPS)];
}

/** A decision that went through one hop more. A hop twice in a row, such as a retry, is there once. */
export function withHop<D extends Chained>(decision: D, hop: Hop): D {
  const last = decision.chain.at(-1);
  if (last?.name === hop.name && last.version === hop.version) return decision;
  return { ...decision, chain: limitHops([...decision.chain, hop]) };
}

/** Tells whether a request met two versions of the service on its way, which carried decisions prevent. */
export function isMixed({ chain }: Chained): boolean {
  return chain.some(({ version }) => version !== chain[0]?.version);
}

/** The way of a request in words, for logs: `order-api:v54 > order-events:v54`. */
export function chainText({ chain }: Chained): string {
  return textOfHops(chain).join(' > ');
}
