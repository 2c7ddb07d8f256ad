/** The result of reading a part of the account, and the reads that were refused. */
export interface Looked<T> {
  readonly found: readonly T[];
  /** A line for each look that was refused: the IAM action, and about what. */
  readonly leftOut: readonly string[];
}

/** A function with its aliases. */
export interface FoundFunction {
  readonly name: string;
  /** The name of each alias, and the version it points to. */
  readonly aliases: readonly { readonly name: string; readonly version: string }[];
}

/** The weighted records of one name and type. */
export interface FoundRecords {
  /** The id of the zone, without a path. */
  readonly zone: string;
  /** Without the dot at the end. */
  readonly record: string;
  readonly type: string;
  readonly identifiers: readonly string[];
  readonly healthChecks: readonly string[];
}

/** The action of a listener or a rule of an Application Load Balancer that forwards requests. */
export interface FoundForward {
  /** The ARN of the listener, for its default action, or that of the rule. */
  readonly place: { readonly listener: string } | { readonly rule: string };
  /** The name of the load balancer. */
  readonly loadBalancer: string;
  /** The load balancer as the dimension `LoadBalancer` of its metrics names it. */
  readonly dimension: string;
  /** The target groups: their names, and as the dimension `TargetGroup` names them. */
  readonly groups: readonly { readonly name: string; readonly dimension: string }[];
}

/** An alarm of any type, and what it looks at. */
export interface FoundAlarm {
  /** As services call it: with the region before it where that is not Serin's own. */
  readonly name: string;
  /** The dimensions of each of its metrics. */
  readonly metrics: readonly Readonly<Record<string, string>>[];
  /** Its metric math, its queries, and the log groups that it queries. */
  readonly expressions: readonly string[];
  /** The alarms that the rule of a composite alarm names, as services call them. */
  readonly alarms: readonly string[];
}

/** Reads what `serin init` needs of an account. Each read reports its count, page by page. */
export interface Survey {
  /** The functions whose names begin with one of the prefixes; all when there is none. */
  functions(prefixes: readonly string[], seen: (count: number) => void): Promise<Looked<FoundFunction>>;
  records(seen: (count: number) => void): Promise<Looked<FoundRecords>>;
  forwards(seen: (count: number) => void): Promise<Looked<FoundForward>>;
  alarms(seen: (count: number) => void): Promise<Looked<FoundAlarm>>;
}
