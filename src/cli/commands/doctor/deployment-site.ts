/** A part of an installation that is in the account, by its kind and its name. */
export interface InstalledPart {
  readonly kind: 'function' | 'table' | 'bus' | 'schedule group' | 'queue' | 'log group';
  readonly name: string;
}

/** A stack that a deployment cannot go on from. `reason`: CloudFormation's words; empty when there are none. */
export interface LeftStack {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
}

/** The place of a deployment, and the identity that calls. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
}

/** Actions that a deployment takes on one resource. */
export interface NeededActions {
  readonly resource: string;
  readonly actions: readonly string[];
}

/** The account and the region that Serin is to be deployed to. */
export interface DeploymentSite {
  caller(): Promise<Caller>;
  /** Returns the concurrency of Lambda in the account: all of it, and what no function has reserved. */
  concurrency(): Promise<{ readonly all: number; readonly unreserved: number }>;
  /** Returns those of the actions that the caller may not do; null when the caller may not ask. */
  denied(caller: Caller, needed: readonly NeededActions[]): Promise<readonly string[] | null>;
  /** Returns the stacks of the installation that a failed deployment left; null when the caller may not ask. */
  leftStacks(): Promise<readonly LeftStack[] | null>;
  /** Returns the parts of the installation that are there. */
  parts(): Promise<readonly InstalledPart[]>;
}
