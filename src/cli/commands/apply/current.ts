import type { CenterFound } from '../../../domain/environment/control-center.ts';
import type { ServiceRecord } from '../../../domain/rollout/record.ts';
import type { Claim } from '../../../ports/store.ts';

/** The current state of the account, for the services of one apply. */
export interface Current {
  /** The stored text of each service. */
  readonly texts: ReadonlyMap<string, string>;
  readonly claims: readonly Claim[];
  /** The ARN of each alarm that exists. */
  readonly alarmArns: ReadonlyMap<string, string>;
  /** The control center of each service that has environments or is to be removed. */
  readonly centers: ReadonlyMap<string, CenterFound>;
  /** The record of each service to be removed, where there is one. */
  readonly records: readonly ServiceRecord[];
}
