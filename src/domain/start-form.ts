import type { Reply } from './rollout/effect.ts';
import type { Rollout } from './rollout/record.ts';
import type { Service } from './service.ts';

/** A version that can be started, of the functions that have it. */
export interface StartableVersion {
  readonly label: string;
  /** The newest moment at which a function got it, in milliseconds since the epoch; null where that is not known. */
  readonly at: number | null;
  /** The functions that have it, by name. */
  readonly functions: readonly string[];
}

/** A start that was tried, with the same answer as before a typed start. */
export interface TriedStart {
  readonly label: string;
  /** The answer: the offer to start, or what is in the way. */
  readonly reply: Reply;
  /** The rollout that would start; null where something is in the way. */
  readonly rollout: Rollout | null;
}

/** A service that was chosen in the form. */
export type ChosenService = {
  readonly name: string;
} & (
  | {
      readonly service: Service;
      /** The name of the plan that was chosen; null for that of the service itself. */
      readonly plan: string | null;
      /** The versions, the newest first; null where its targets do not list them. */
      readonly versions: readonly StartableVersion[] | null;
      /** The number of functions that have versions. */
      readonly functions: number;
      /** The answer to `where`: what is in the way, whatever the version. */
      readonly where: Reply;
      /** Null before a version is chosen. */
      readonly tried: TriedStart | null;
    }
  /** The person may not start it: nothing of it is shown. */
  | { readonly refused: Reply }
);

/** The form of a start for one person in one channel, at a moment. */
export interface StartForm {
  readonly at: number;
  /** The services that the person may start there, sorted. */
  readonly services: readonly string[];
  /** The services that are rolled out from other channels, with these; sorted. */
  readonly elsewhere: readonly { readonly name: string; readonly channel: string }[];
  /** Null before a service is chosen. */
  readonly chosen: ChosenService | null;
}
