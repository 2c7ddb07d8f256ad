import type { Announcer } from '../ports/announcer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Health } from '../ports/health.ts';
import type { Log } from '../ports/log.ts';
import type { People } from '../ports/people.ts';
import type { Services } from '../ports/services.ts';
import type { History, Registry, Store } from '../ports/store.ts';
import type { Target } from '../ports/target.ts';
import type { Timers } from '../ports/timers.ts';
import type { Splits } from '../rollout/record.ts';
import type { TargetConfig } from '../rollout/service.ts';

/** One kind of target, as the engine needs it. */
export interface TargetKind {
  /** The target's name, unique in the account. */
  name(config: TargetConfig): string;
  /** What stands before the `=` of an explicit choice: the name of the function, of the record. */
  choice(config: TargetConfig): string;
  readonly splits: Splits;
  /** Whether a target only heeds the arm that another one decides, and so splits nothing itself. */
  heedsArm?(config: TargetConfig): boolean;
  readonly target: Target;
}

/** Everything the engine needs from the world. */
export interface Deps {
  readonly store: Store;
  readonly history: History;
  readonly registry: Pick<Registry, 'owner'>;
  readonly services: Services;
  /** @throws when the kind is unknown */
  readonly kind: (name: string) => TargetKind;
  readonly health: Health;
  readonly timers: Timers;
  readonly people: People;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly log: Log;
}
