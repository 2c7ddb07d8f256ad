import type { EnvironmentRoles } from '../domain/environment/environment.ts';
import type { Finding } from '../domain/finding.ts';
import type { Json } from '../domain/json.ts';
import type { TargetState } from '../domain/rollout/record.ts';
import type { TargetConfig } from '../domain/service.ts';
import type { OpenPause } from '../domain/target/open-pause.ts';
import type { SplitUnit } from '../domain/target/split-unit.ts';
import type { Way } from '../domain/target/way.ts';

/** The request of a start to a target. */
export interface InspectRequest {
  /** The id of the rollout: what belongs to it alone, such as the salt by which users are dealt out, is made from it. */
  readonly rollout: string;
  readonly config: TargetConfig;
  /** The label that was typed, for example `v54`. */
  readonly label: string;
  /** Explicit choices, by function or record name: `checkout-api=17`, `app.example.com=canary`. */
  readonly explicit: Readonly<Record<string, string>>;
  /** The roles of the environments; null for a service that is one stack. */
  readonly roles: EnvironmentRoles | null;
  /** True when a split that is already there is taken over; a rollback then brings it to 0. */
  readonly adopt: boolean;
  /** True when nothing but a change that something else began, and that is under way, may be taken; left out for a start of a person. */
  readonly onlyUnderWay?: true;
  /** True when a target without a version of this label keeps its version: the inspection says `unchanged` then. */
  readonly keepsUnchanged: boolean;
  /** All shares the plan will set, in percent, so that what cannot be expressed is said before. */
  readonly weights: readonly number[];
  /** The length of the plan's first bake, in milliseconds; null for a plan without one. */
  readonly firstBakeMs: number | null;
}

/** The result of an inspection; nothing has moved. With a finding that blocks, the other fields are a best effort. */
export interface Inspection {
  readonly frozen: Json;
  readonly stable: string;
  readonly canary: string;
  /** The share that is on the canary now, in percent. */
  readonly weight: number;
  /** The nearest share that the target can express for each of `InspectRequest.weights`, in percent, in the same order. */
  readonly expressed: readonly number[];
  /** The baseline in words, a line each. */
  readonly baseline: readonly string[];
  readonly notes: readonly string[];
  /** The time for which users may keep their old arm after a change, in milliseconds; left out where each request is split anew. */
  readonly staleMs?: number;
  /** The unit that this target splits, where it is not that of its kind. */
  readonly splits?: SplitUnit;
  /**
   * The names of the arms in metrics and configurations: numbers of versions, identifiers; left out where nothing tells them apart.
   */
  readonly ids?: { readonly stable: string; readonly canary: string };
  /** True when the label changes nothing there, so that the target takes no part in the rollout; left out when it does. */
  readonly unchanged?: true;
  readonly findings: readonly Finding[];
}

/** A target as it is in the world. */
export interface Reading {
  /** Share on the canary in percent. */
  readonly weight: number;
  /** The cohorts that are open to the canary; absent where the kind knows none. */
  readonly cohorts?: readonly string[];
  /** Opaque; a `shift` that expects it fails when the target changed since. */
  readonly token: Json;
  /** From when on every user has this weight; null while a change is still under way. */
  readonly effectiveAt: number | null;
  /** The share that a change which is under way leads to; left out where none is, or the kind does not tell. */
  readonly towards?: Way;
  /** The pause at which the target waits for Serin, and which ends by itself; of several the one that ends first. Left out where there is none. */
  readonly pause?: OpenPause;
  readonly drift: string | null;
  readonly atBaseline: boolean;
  readonly promoted: boolean;
  /**
   * The reason for which the target goes back by itself, or went back, in words; left out while it does not. Whatever runs is rolled
   * back then.
   */
  readonly wentBack?: string;
  /** The id of what the target goes through, where that is known beyond the change that is under way. */
  readonly change?: string;
  /**
   * The reason why the old version in the baseline cannot get traffic any more, in words; only where that was asked, left out when
   * it can.
   */
  readonly noWayBack?: string;
}

/** The state to bring a target to, compare-and-set. */
export type Goal =
  | {
      readonly kind: 'weight';
      readonly weight: number;
      readonly reversals: number;
      /** The cohorts that are to be open; a kind that knows none leaves them aside. */
      readonly cohorts: readonly string[];
    }
  | { readonly kind: 'promoted' }
  | { readonly kind: 'baseline' };

/** The parameters of an unconditional rollback: the canary to 0, with a value that no earlier write expects. */
export interface RollbackRequest {
  readonly reversals: number;
  /** True when a promotion may have begun, so that versions have to be restored too. */
  readonly promotionBegan: boolean;
}

/** The result of the rollback of one target. */
export type RollbackResult = { readonly change: string | null } | { readonly fault: TargetFault };

/** One kind of target: a place where traffic is split and Serin sets the split. */
export interface Target {
  /**
   * Resolves roles and versions, freezes the baseline, and finds what stands in the way. Reads only.
   * @throws TargetFault when the API does not answer.
   */
  inspect(ask: InspectRequest): Promise<Inspection>;
  /**
   * Reads one target. @throws TargetFault
   * @param asks `way-back`: also whether what the baseline names is still there and able to serve
   */
  read(target: TargetState, asks?: 'way-back'): Promise<Reading>;
  /**
   * Brings one target to the goal if it still is as `expected` was read.
   * @returns the id of a change that is under way, if the kind has such.
   * @throws TargetChanged when it is not; TargetFault when the API refuses or does not answer.
   */
  shift(target: TargetState, goal: Goal, expected: Reading): Promise<{ readonly change: string | null }>;
  /**
   * Brings all these targets of the kind back without comparing, writing first. A target whose `observed.drift` is set
   * keeps the foreign values; only its weights go back. One result per target, in order; never throws for one of them.
   */
  back(targets: readonly TargetState[], way: RollbackRequest): Promise<readonly RollbackResult[]>;
}

/** A published version of what a target serves. */
export interface PublishedVersion {
  /** The text that names it in a start: its label; its number where it has none, or shares it with another one. */
  readonly label: string;
  /** The moment at which it was published, in milliseconds since the epoch; null where that is not known. */
  readonly at: number | null;
  /** True for the version that users have. */
  readonly isLive: boolean;
}

/** Lists versions, for the kinds of targets that keep them. */
export interface VersionSource {
  /**
   * Lists the versions that can be named in a start, in no order; null where the name of a version does not choose it.
   * @throws TargetFault
   */
  versions(config: TargetConfig): Promise<readonly PublishedVersion[] | null>;
}

/** A change of a target that something else began, and that waits for a decision. */
export interface FoundDeployment {
  /** Unique in an account. */
  readonly id: string;
  /** The label of the version that it brings. */
  readonly label: string;
  /** The ARN that stands for who began it. */
  readonly by: string;
}

/** Finds deployments that something else began, for the kinds of targets that take them over. */
export interface DeploymentSource {
  /**
   * Returns the deployment of a target that is under way; null when there is none.
   * @throws TargetFault
   */
  underWay(config: TargetConfig): Promise<FoundDeployment | null>;
}

/** The target changed between reading and writing. Read again. */
export class TargetChanged extends Error {
  readonly code = 'target-changed';
  constructor(target: string, options?: ErrorOptions) {
    super(`${target} was changed by somebody else between reading and writing. Read it again.`, options);
    this.name = 'TargetChanged';
  }
}

/** The API of a target refused or did not answer. */
export class TargetFault extends Error {
  readonly code: string;
  readonly permanent: boolean;
  constructor(code: string, message: string, permanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TargetFault';
    this.code = code;
    this.permanent = permanent;
  }
}
