import type { ComponentConfig, ComponentDigests, ComponentEvidence } from '../../domain/environment/component.ts';
import type { Fault } from '../../domain/rollout/fault.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence } from '../../domain/rollout/signal.ts';
import type { Found } from '../../environments/sync-table.ts';
import { ComponentChanged, ComponentFault } from '../../ports/component.ts';
import type { Deps } from '../deps.ts';

/**
 * Returns the fault of a component. A component that somebody else changed is read again.
 *
 * @throws any error that no adapter raises on purpose
 */
export function componentFault(error: unknown): Fault {
  if (error instanceof ComponentChanged) return { code: error.code, message: error.message, permanent: false };
  if (!(error instanceof ComponentFault)) throw error;
  return { code: error.code, message: error.message, permanent: error.permanent };
}

/** Reads these components in both environments, all configurations at once. @throws ComponentFault */
export async function readComponents(
  deps: Pick<Deps, 'component'>,
  configs: readonly ComponentConfig[],
): Promise<readonly Found[]> {
  const found = await Promise.all(
    configs.map(async (config) => {
      const { brought, component } = deps.component(config.kind);
      return (await component.read(config)).map((reading): Found => ({ config, brought, reading }));
    }),
  );
  return found.flat();
}

/** Reads the digests of these components. @throws ComponentFault */
export async function readDigests(
  deps: Deps,
  configs: readonly ComponentConfig[],
): Promise<readonly ComponentDigests[]> {
  const digests = await Promise.all(configs.map((config) => deps.component(config.kind).component.digests(config)));
  return digests.flat();
}

/** True when the alarms start a rollback by themselves, which waits for no other read. */
function willRollBack({ config, noReturnAt, alarms: known }: Rollout, alarms: AlarmEvidence): boolean {
  if (config.onAlarm !== 'rollback' || noReturnAt !== null || alarms === 'unreadable') return false;
  return alarms.some(({ name, value, stray }) => value === 'ALARM' && !stray && !known[name]?.excused);
}

/**
 * Reads the components of a rollout as they are now.
 *
 * @returns undefined without components and during a rollback, where nothing depends on them: that saves a call and its time
 */
export async function componentEvidence(
  deps: Deps,
  rollout: Rollout,
  alarms: AlarmEvidence,
): Promise<ComponentEvidence | undefined> {
  const { status } = rollout.phase;
  if (rollout.components.frozen.length === 0 || status === 'rolling-back' || status === 'stuck') return undefined;
  if (willRollBack(rollout, alarms)) return undefined;
  try {
    return await readDigests(deps, rollout.config.components);
  } catch (error) {
    // No error here may keep the alarms from being watched.
    const message = error instanceof Error ? error.message : String(error);
    deps.log.warn({ service: rollout.service, rollout: rollout.id, error: message }, 'the components cannot be read');
    const isPermanent = error instanceof ComponentFault && error.permanent;
    return { unreadable: message, ...(isPermanent && { permanent: true }) };
  }
}
