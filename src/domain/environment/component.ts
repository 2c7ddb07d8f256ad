import * as z from 'zod/mini';
import type { KindConfig } from '../json.ts';
import { type Infer, list, object, type Schema } from '../schema.ts';
import type { EnvironmentId } from './environment.ts';

/** The configuration of components of one kind. */
export interface ComponentConfig extends KindConfig {}

const content = object({
  /** The version in the terms of its kind: the number of a function's version, the id of a deployment, the version of a build. */
  version: z.string(),
  /** The name that people use, for example `v54`; empty when nothing gives one. */
  label: z.string(),
  /**
   * Orders the versions of one component, the newest has the highest: a published number, or the time of its creation in
   * milliseconds since the epoch. Null when not known.
   */
  order: z.nullable(z.number()),
  /** Equal for equal contents, different for different ones; short and readable. */
  digest: z.string(),
  /** The token that a conditional write compares; empty where the API has none. */
  token: z.string(),
});

/** The content of one component in one environment. */
export interface Content extends Infer<typeof content> {}

export const contentSchema: Schema<Content> = content;

/** A problem that a person has to fix, because no version tells which environment is right. */
export interface Trouble {
  readonly message: string;
  readonly remedy: string;
}

/** One component as it is in both environments; null where an environment does not have it yet. */
export interface ComponentReading extends Readonly<Record<EnvironmentId, Content | null>> {
  /** Unique in the account: `lambda-functions shop-api`. */
  readonly name: string;
  readonly troubles: readonly Trouble[];
}

const digests = object({ name: z.string(), a: z.nullable(z.string()), b: z.nullable(z.string()) });

/** The digests of one component, which reveal a change; null where an environment does not have it. */
export interface ComponentDigests extends Infer<typeof digests> {}

/** The components of a rollout as they are now, or the reason why they are not known. */
export type ComponentEvidence = readonly ComponentDigests[] | UnreadComponents;

/** The reason why components could not be read. */
export interface UnreadComponents {
  readonly unreadable: string;
  /** True when a retry cannot help; absent where it can. */
  readonly permanent?: true;
}

const watched = object({
  /** As they were at the start. */
  frozen: list<ComponentDigests>(digests),
  /** The reason why they cannot be read; null while they can. */
  unread: z.nullable(z.string()),
  /**
   * The moment from which every read failed, in milliseconds since the epoch; absent while they can be read, and in older records.
   */
  unreadSince: z.exactOptional(z.number()),
  /** True when people were asked about that: a resume goes on without the components until they can be read again. */
  isAsked: z.exactOptional(z.literal(true)),
});

/** The components of a service while a rollout runs. */
export interface WatchedComponents extends Infer<typeof watched> {}

export const watchedComponentsSchema: Schema<WatchedComponents> = watched;

/** Returns a content as people know it: its version, and its label where that says more. */
export function contentWords(content: Content | null): string {
  if (content === null) return 'nothing';
  const { version, label } = content;
  return label === '' || label === version ? version : `${version} (${label.slice(0, 60)})`;
}
