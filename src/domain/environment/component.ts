import type { Json } from '../json.ts';
import type { EnvironmentId } from './environment.ts';

/** The configuration of components of one kind. The kind defines and validates the other fields. */
export interface ComponentConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

/** The content of one component in one environment. */
export interface Content {
  /** The version in the terms of its kind: the number of a function's version, the id of a deployment, the version of a build. */
  readonly version: string;
  /** The name that people use, for example `v54`; empty when nothing gives one. */
  readonly label: string;
  /**
   * Orders the versions of one component, the newest has the highest: a published number, or the time of its creation in
   * milliseconds since the epoch. Null when not known.
   */
  readonly order: number | null;
  /** Equal for equal contents, different for different ones; short and readable. */
  readonly digest: string;
  /** The token that a conditional write compares; empty where the API has none. */
  readonly token: string;
}

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

/** The digests of one component, which reveal a change; null where an environment does not have it. */
export interface ComponentDigests extends Readonly<Record<EnvironmentId, string | null>> {
  readonly name: string;
}

/** The components of a rollout as they are now, or the reason why they are not known. */
export type ComponentEvidence = readonly ComponentDigests[] | UnreadComponents;

/** The reason why components could not be read. */
export interface UnreadComponents {
  readonly unreadable: string;
  /** True when a retry cannot help; absent where it can. */
  readonly permanent?: true;
}

/** The components of a service while a rollout runs. */
export interface WatchedComponents {
  /** As they were at the start. */
  readonly frozen: readonly ComponentDigests[];
  /** The reason why they cannot be read; null while they can. */
  readonly unread: string | null;
  /**
   * The moment from which every read failed, in milliseconds since the epoch; absent while they can be read, and in older records.
   */
  readonly unreadSince?: number;
  /** True when people were asked about that: a resume goes on without the components until they can be read again. */
  readonly isAsked?: true;
}

/** Returns a content as people know it: its version, and its label where that says more. */
export function contentWords(content: Content | null): string {
  if (content === null) return 'nothing';
  const { version, label } = content;
  return label === '' || label === version ? version : `${version} (${label.slice(0, 60)})`;
}
