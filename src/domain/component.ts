import type { EnvironmentId } from './environment.ts';
import type { Json } from './json.ts';

/** The configuration of components of one kind. What else is in it belongs to the kind, which validates it. */
export interface ComponentConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

/** What one environment has of a component. */
export interface Content {
  /** As its kind counts versions: the number of a function's version, the id of a deployment, the version of a build. */
  readonly version: string;
  /** What people call it, for example `v54`; empty when nothing says so. */
  readonly label: string;
  /**
   * Orders the versions of one component, the newest has the highest: a published number, or when it was made in
   * milliseconds since the epoch. Null when nothing tells.
   */
  readonly order: number | null;
  /** Equal for what is the same, different for what is not; short, and fit to be read by people. */
  readonly digest: string;
  /** What a write compares with; empty where the API has no such thing. */
  readonly token: string;
}

/** What a person has to put right, because no version tells which environment is right. */
export interface Trouble {
  readonly message: string;
  readonly remedy: string;
}

/** One component as it is in both environments; null where nothing is there yet. */
export interface ComponentReading extends Readonly<Record<EnvironmentId, Content | null>> {
  /** Unique in the account: `lambda-functions shop-api`. */
  readonly name: string;
  readonly troubles: readonly Trouble[];
}

/** The digests of one component, to see whether it changed; null where nothing is there. */
export interface ComponentDigests extends Readonly<Record<EnvironmentId, string | null>> {
  readonly name: string;
}

/** The components of a rollout as they are now, or why that is not known. */
export type ComponentEvidence = readonly ComponentDigests[] | UnreadComponents;

/** Why components could not be read. */
export interface UnreadComponents {
  readonly unreadable: string;
  /** Trying again cannot help; absent where it can. */
  readonly permanent?: true;
}

/** The components of a service while a rollout runs. */
export interface WatchedComponents {
  /** As they were at the start. */
  readonly frozen: readonly ComponentDigests[];
  /** Why they cannot be read; null while they can. */
  readonly unread: string | null;
  /** Since when they cannot be read, look after look; absent while they can, and in records of before this was kept. */
  readonly unreadSince?: number;
  /** People were asked about that: whoever resumes goes on without them until they are read again. */
  readonly isAsked?: true;
}

/** A content as people know it: its version, and its label where that says more. */
export function contentWords(content: Content | null): string {
  if (content === null) return 'nothing';
  const { version, label } = content;
  return label === '' || label === version ? version : `${version} (${label.slice(0, 60)})`;
}
