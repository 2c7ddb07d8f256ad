import type { Home } from '../../domain/home.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import { arrangeHome, type ReadService } from '../../rollout/home/arrange-home.ts';
import { mayStillAnswer, waitsForItsPeople } from '../../rollout/home/waits-for.ts';
import type { Deps } from '../deps.ts';
import { planApprovers } from '../inbound/authorize.ts';

type Found = ServiceRecord | 'unreadable' | undefined;

function faultOf(config: Service | null, found: Found): string | null {
  if (found === 'unreadable') return 'its record cannot be read';
  return config === null ? 'its configuration is not valid' : null;
}

/** Tells whether a rollout waits for a person. Where Slack cannot say who approves it, it stays among those that run. */
async function isWaitingFor(deps: Deps, person: string, config: Service | null, found: Found): Promise<boolean> {
  const rollout = found === 'unreadable' ? null : (found?.rollout ?? null);
  if (rollout === null) return false;
  if (!mayStillAnswer(rollout, person)) return waitsForItsPeople(rollout, person);
  const approvers = planApprovers('approve', config ?? rollout.config, rollout)[rollout.step] ?? [];
  try {
    return await deps.people.isAmong({ id: person, name: '' }, approvers);
  } catch (error) {
    deps.log.warn({ service: rollout.service, error: String(error) }, 'an App Home does not know who approves');
    return false;
  }
}

/**
 * Reads the App Home of a person: one read of the configuration of all services, one of their records for every hundred, one of the
 * locks and freezes, however many rollouts run.
 *
 * @throws when AWS did not answer
 */
export async function readHome(deps: Deps, person: string): Promise<Home> {
  const services = await deps.services.all();
  const [records, restrictions] = await Promise.all([
    deps.store.loadAll([...services.keys()]),
    deps.restrictions.load(),
  ]);
  const reads = [...services].map(async ([name, config]): Promise<ReadService> => {
    const found = records.get(name);
    const { queue, scheduled } = found === 'unreadable' || found === undefined ? {} : found;
    return {
      name,
      channel: config?.channel ?? null,
      rollout: found === 'unreadable' ? null : (found?.rollout ?? null),
      fault: faultOf(config, found),
      ...(queue !== undefined && { queue }),
      ...(scheduled !== undefined && { scheduled }),
      freezes: config?.freezes ?? [],
      isWaiting: await isWaitingFor(deps, person, config, found),
    };
  });
  return arrangeHome(await Promise.all(reads), restrictions, deps.clock.now());
}
