import type { ComponentConfig, ComponentDigests, ComponentEvidence } from '../../domain/component.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Rollout } from '../../domain/record.ts';
import type { AlarmEvidence } from '../../domain/signal.ts';
import type { Found } from '../../environments/sync-table.ts';
import { ComponentChanged, ComponentFault } from '../../ports/component.ts';
import type { Deps } from '../deps.ts';

/** What went wrong with a component. One that somebody else changed is read again. @throws anything that no adapter says */
export function componentFault(error: unknown): Fault {
  if (error instanceof ComponentChanged) return { code: error.code, message: error.message, permanent: false };
  if (!(error instanceof ComponentFault)) throw error;
  return { code: error.code, message: error.message, permanent: error.permanent };
}

/** What both environments have of these components, all configurations at once. @throws ComponentFault */
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

/** The digests of these components. @throws ComponentFault */
export async function readDigests(
  deps: Deps,
  configs: readonly ComponentConfig[],
): Promise<readonly ComponentDigests[]> {
  const digests = await Promise.all(configs.map((config) => deps.component(config.kind).component.digests(config)));
  return digests.flat();
}

/** Whether the rollout goes back by itself because of what the alarms say: that waits for no other look. */
function willRollBack({ config, noReturnAt, alarms: known }: Rollout, alarms: AlarmEvidence): boolean {
  if (config.onAlarm !== 'rollback' || noReturnAt !== null || alarms === 'unreadable') return false;
  return alarms.some(({ name, value, stray }) => value === 'ALARM' && !stray && !known[name]?.excused);
}

/**
 * The components of a rollout as they are now.
 *
 * @returns undefined where nothing would follow, so that it costs no call and no time: without components, and on the way back
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
    // Whatever it is: it must not keep the alarms from being watched.
    const message = error instanceof Error ? error.message : String(error);
    deps.log.warn({ service: rollout.service, rollout: rollout.id, error: message }, 'the components cannot be read');
    const isPermanent = error instanceof ComponentFault && error.permanent;
    return { unreadable: message, ...(isPermanent && { permanent: true }) };
  }
}
