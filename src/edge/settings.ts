/** Where a request is sent: a bucket behind origin access control, or an API or website over HTTPS. */
export interface EdgeOrigin {
  /** The beginning of the paths that it answers: `/api/`; `/` for the rest. */
  readonly path: string;
  readonly kind: 'bucket' | 'http';
  /** The domain name, as in the distribution. */
  readonly domain: string;
  /** What CloudFront puts before the path: the stage of an API, a folder; empty for nothing. */
  readonly originPath: string;
}

/** A value of a request that has a name. */
export interface Named {
  readonly from: 'cookie' | 'header' | 'query';
  readonly name: string;
}

/** Where an id stands in a request. */
export type Place =
  | Named
  /** The part of the path behind this beginning, up to the next slash. */
  | { readonly from: 'path'; readonly after: string };

/** How who asks shows that they belong to a cohort. */
export type Membership =
  /** By a token that the team signed, in a cookie or a header. Verified at the edge. */
  | { readonly by: 'signature' }
  /** By the id of the user. As true as that id. */
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** By a claim of a JSON Web Token whose signature the origin verifies; the edge only reads it. */
  | { readonly by: 'claim'; readonly place: Named; readonly claim: string; readonly value: string }
  /** By the country that CloudFront takes the address to be in. */
  | { readonly by: 'country'; readonly countries: readonly string[] };

/** What the functions at the edge are built with: what does not change in a rollout. */
export interface EdgeSettings {
  /** The key of the split in the store; behind `.key`, that of the secrets which sign tokens. */
  readonly name: string;
  /** The two sides, by name, each with its origins, the longest paths first. */
  readonly sides: Readonly<Record<string, readonly EdgeOrigin[]>>;
  /** The side for who is new while the split cannot be read. */
  readonly first: string;
  readonly user: Place | null;
  /** Where a room or tenant is named; the first place that has one counts. */
  readonly rooms: readonly Place[];
  readonly cohorts: Readonly<Record<string, Membership>>;
}

/** Put in by the build. */
declare const EDGE_SETTINGS: EdgeSettings;

/** The settings of this build. */
export const settings: EdgeSettings = EDGE_SETTINGS;

/** Whether there is such a side in this build. */
export function isSide(side: string): boolean {
  return Object.hasOwn(settings.sides, side);
}
