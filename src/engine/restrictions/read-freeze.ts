import type { FreezeInForce } from '../../domain/restrictions/freeze-fields.ts';
import { freezeInForce } from '../../domain/restrictions/freeze-in-force.ts';
import type { Service } from '../../domain/service.ts';
import type { Deps } from '../deps.ts';

/** Returns the live configuration of a service; the known copy when it cannot be read or is gone. */
async function readLive(deps: Deps, known: Service): Promise<Service> {
  try {
    return (await deps.services.get(known.name, false)) ?? known;
  } catch (error) {
    deps.log.warn({ service: known.name, error: String(error) }, 'the frozen copy says which freezes there are');
    return known;
  }
}

/**
 * Reads the freeze that a service is under: what people commanded, and the windows of the live configuration. One read of the
 * table.
 *
 * @param known the configuration that answers when the live one cannot be read
 */
export async function readFreeze(deps: Deps, known: Service): Promise<FreezeInForce | null> {
  const [restrictions, live] = await Promise.all([deps.restrictions.load(), readLive(deps, known)]);
  return freezeInForce(restrictions, live, deps.clock.now());
}
