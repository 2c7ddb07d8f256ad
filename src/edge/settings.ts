/** The origin of a request: a bucket behind origin access control, or an API or website over HTTPS. */
export interface EdgeOrigin {
  /** The prefix of the paths that it answers: `/api/`; `/` for the rest. */
  readonly path: string;
  readonly kind: 'bucket' | 'http';
  /** The domain name, as in the distribution. */
  readonly domain: string;
  /** The text that CloudFront puts before the path: the stage of an API, a folder; empty for nothing. */
  readonly originPath: string;
}

/** A value of a request that has a name. */
export interface Named {
  readonly from: 'cookie' | 'header' | 'query';
  readonly name: string;
}

/** The place of an id in a request. */
export type Place =
  | Named
  /** The part of the path behind this beginning, up to the next slash. */
  | { readonly from: 'path'; readonly after: string };

/** The proof that a user belongs to a cohort. */
export type Membership =
  /** By a token that the team signed, in a cookie or a header. Verified at the edge. */
  | { readonly by: 'signature' }
  /** By the id of the user. As trustworthy as that id. */
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** By a claim of a JSON Web Token whose signature the origin verifies; the edge only reads it. */
  | { readonly by: 'claim'; readonly place: Named; readonly claim: string; readonly value: string }
  /** By the country that CloudFront derives from the address. */
  | { readonly by: 'country'; readonly countries: readonly string[] };

/** The settings that the functions at the edge are built with, which do not change in a rollout. */
export interface EdgeSettings {
  /** The key of the split in the store; behind `.key`, that of the secrets which sign tokens. */
  readonly name: string;
  /** The two sides, by name, each with its origins, the longest paths first. */
  readonly sides: Readonly<Record<string, readonly EdgeOrigin[]>>;
  /** The side for new visitors while the split cannot be read. */
  readonly first: string;
  readonly user: Place | null;
  /** The places that may name a room or tenant; the first one with an id counts. */
  readonly rooms: readonly Place[];
  readonly cohorts: Readonly<Record<string, Membership>>;
}

/** Inserted by the build. */
declare const EDGE_SETTINGS: EdgeSettings;

/** The settings of this build. */
export const settings: EdgeSettings = EDGE_SETTINGS;

/** Tells whether this build has such a side. */
export function isSide(side: string): boolean {
  return Object.hasOwn(settings.sides, side);
}
