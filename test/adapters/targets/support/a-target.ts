import { targetKind } from '../../../../src/adapters/targets/registry.ts';
import type { TargetState } from '../../../../src/domain/rollout/record.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { TargetReading } from '../../../../src/domain/target/reading.ts';
import type { Inspection, InspectRequest, Reading } from '../../../../src/ports/target.ts';

/** What a start asks of a target, with nothing special about it. */
export function anAsk(config: TargetConfig, changes: Partial<InspectRequest> = {}): InspectRequest {
  const version = { label: 'v54', explicit: {}, keepsUnchanged: false };
  const plan = { weights: [10, 100], firstBakeMs: null };
  return { rollout: 'r-1', config, ...version, roles: null, adopt: false, ...plan, ...changes };
}

/** A target of a rollout, as it is kept after its inspection. */
export function aTarget(config: TargetConfig, inspection: Inspection, changes: Partial<TargetState> = {}): TargetState {
  const kind = targetKind(config.kind);
  return {
    name: kind.name(config),
    config,
    frozen: inspection.frozen,
    stable: inspection.stable,
    canary: inspection.canary,
    splits: inspection.splits ?? kind.splits,
    expressed: {},
    baseline: inspection.baseline,
    notes: inspection.notes,
    change: null,
    observed: null,
    ...changes,
  };
}

/** A reading as the engine keeps it. */
export function anObservation(reading: Reading, at: number): TargetReading {
  const { token: _token, ...seen } = reading;
  return { ...seen, at, fault: null };
}
