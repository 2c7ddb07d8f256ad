import { type TargetDeps, targetKind } from '../../src/adapters/targets/registry.ts';
import type { Rollout, TargetState } from '../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../src/domain/service.ts';
import { firstCenter } from '../../src/environments/control-center.ts';
import { decideGiven } from '../rollout/signals.ts';
import { noLaunchDarkly } from '../support/no-launchdarkly.ts';

type Clients = Omit<TargetDeps, 'clock' | 'launchdarkly'>;

/** A target as a start at `now` finds it. */
export async function inspected(clients: Clients, config: TargetConfig, now: number): Promise<TargetState> {
  const kind = targetKind(config.kind);
  const target = kind.create({
    ...clients,
    launchdarkly: noLaunchDarkly,
    clock: { now: () => now, wait: async () => undefined },
  });
  const { frozen, stable, canary } = await target.inspect({
    rollout: 'r-1',
    config,
    label: 'v54',
    explicit: {},
    keepsUnchanged: false,
    roles: null,
    adopt: false,
    weights: [0, 5, 100],
    firstBakeMs: null,
  });
  const name = kind.name(config);
  return {
    name,
    config,
    frozen,
    stable,
    canary,
    splits: kind.splits,
    expressed: {},
    baseline: ['checkout-api:live → version 53, no weights'],
    notes: [],
    change: null,
    observed: null,
  };
}

/** A rollout that began at `now`, as it is saved first. */
export function running(service: Service, targets: readonly TargetState[], now: number): Rollout {
  const alarms = service.alarms.map((name) => ({
    name,
    value: 'OK' as const,
    since: now - 60_000,
    suppressed: false,
    reason: '',
  }));
  const center = { is: 'there', version: 1, value: firstCenter(service.name, 'a', now - 60_000) } as const;
  const draft = {
    id: 'r-1',
    canary: 'v54',
    service,
    environments: service.environments === null ? null : { roles: { stable: 'a', canary: 'b' } as const, center },
    targets,
    components: service.components.length === 0 ? [] : [{ name: 'api', a: '1', b: '2' }],
    weight: 0,
    findings: [],
    alarms,
    arms: [],
    sources: [],
    fix: false,
    force: false,
  };
  const by = { id: 'U0ALICE', name: 'alice' };
  const decision = decideGiven(
    null,
    { kind: 'start', key: 's', issuedAt: now, by, rollout: null, at: null, draft },
    now,
  );
  if (decision.answer !== 'accepted') throw new Error(JSON.stringify(decision));
  return decision.next;
}
