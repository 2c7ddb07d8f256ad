import type { MetricsByEnvironment, TargetMetrics } from '../domain/analysis/metrics.ts';
import type { ComponentConfig } from '../domain/environment/component.ts';
import type { TargetState } from '../domain/rollout/record.ts';
import type { TargetConfig } from '../domain/service.ts';
import type { SplitUnit } from '../domain/target/split-unit.ts';
import type { Builds } from '../ports/builds.ts';
import type { Clock } from '../ports/clock.ts';
import type { Component, MovableComponent } from '../ports/component.ts';
import type { ControlCenters } from '../ports/control-centers.ts';
import type { HealthSignals } from '../ports/health/health-signals.ts';
import type { ArmReadings, Health, Metrics } from '../ports/health/monitoring.ts';
import type { ExactTarget, Hooks } from '../ports/hooks.ts';
import type { People } from '../ports/inbound/people.ts';
import type { Log } from '../ports/log.ts';
import type { Meter } from '../ports/meter.ts';
import type { Notifier, SyncNotifier } from '../ports/notifier.ts';
import type { Restrictions } from '../ports/restrictions.ts';
import type { RolloutEvents } from '../ports/rollout-events.ts';
import type { Services } from '../ports/services.ts';
import type { Shared } from '../ports/shared.ts';
import type { History, Registry, Store } from '../ports/store.ts';
import type { DeploymentSource, Target, VersionSource } from '../ports/target.ts';
import type { Timers } from '../ports/timers.ts';
import type { Trials } from '../ports/trials.ts';

/** A kind of target, as the engine needs it. */
export interface TargetKind {
  /** Returns the target's name, unique in the account. */
  name(config: TargetConfig): string;
  /** Returns the text before the `=` of an explicit choice: the name of the function or of the record. */
  choice(config: TargetConfig): string;
  /** Returns the exact form of a target, for programs. */
  exact(target: Pick<TargetState, 'config' | 'frozen'>): ExactTarget;
  readonly splits: SplitUnit;
  /** True when a target follows the arm that another one decides, and so splits nothing itself. */
  heedsArm?(config: TargetConfig): boolean;
  /** Returns where AWS publishes the metrics of both arms, or null; left out for a kind that has none. */
  metrics?(target: Pick<TargetState, 'config' | 'frozen'>): TargetMetrics | null;
  readonly target: Target & Partial<VersionSource> & Partial<DeploymentSource>;
}

/** One kind of component, as the engine needs it. */
export type ComponentKind =
  | { readonly brought: 'in-place'; readonly component: MovableComponent }
  | { readonly brought: 'by-a-build'; readonly component: Component };

/** Everything the engine needs from the world. */
export interface Deps {
  readonly store: Store;
  readonly history: History;
  readonly registry: Pick<Registry, 'owner'>;
  readonly restrictions: Restrictions;
  readonly services: Services;
  readonly controlCenters: Pick<ControlCenters, 'read' | 'write'>;
  /** @throws when the kind is unknown */
  readonly kind: (name: string) => TargetKind;
  /** @throws when the kind is unknown */
  readonly component: (kind: string) => ComponentKind;
  /** Returns where AWS publishes the metrics of both environments of components; empty where it does not. */
  readonly componentMetrics: (components: readonly ComponentConfig[]) => readonly MetricsByEnvironment[];
  readonly builds: Builds;
  readonly rolloutEvents: RolloutEvents;
  readonly syncNotifier: SyncNotifier;
  readonly health: Health;
  readonly healthSignals: HealthSignals;
  readonly hooks: Hooks;
  readonly metrics: Metrics;
  readonly meter: Meter;
  readonly arms: ArmReadings;
  readonly shared: Shared;
  readonly timers: Timers;
  readonly trials: Trials;
  readonly people: People;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly log: Log;
}
