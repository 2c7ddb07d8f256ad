import type { CallerAnswer } from '../../../ports/inbound/caller.ts';
import { ask } from '../../terminal/ask.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Worker } from '../rollouts/worker.ts';

/** The id of a rollout, alone or after its service. */
const ID = /^(?:([a-z][a-z0-9-]{0,39})\/)?(r-[0-9a-f]{12})$/;

const question = (service: string, rollout: string | null) =>
  ({ name: 'status', service, rollout, explain: true }) as const;

/**
 * Asks for a rollout with its comparison: the newest of a service, or the one with an id. The worker keeps rollouts by service, so
 * an id alone is looked for in each of them, those that have it as their newest first.
 *
 * @param named `checkout`, `checkout/r-0123456789ab` or `r-0123456789ab`
 */
export async function findRollout(worker: Worker, named: string, terminal: Terminal): Promise<CallerAnswer> {
  const [, service, id] = ID.exec(named) ?? [];
  if (id === undefined) return ask(worker, question(named, null), terminal);
  if (service !== undefined) return ask(worker, question(service, id), terminal);
  const list = await ask(worker, { name: 'list' }, terminal);
  const services = list.services ?? [];
  const isNewest = ({ rollout }: (typeof services)[number]) => Number(rollout?.id === id);
  for (const each of services.toSorted((a, b) => isNewest(b) - isNewest(a))) {
    const answer = await ask(worker, question(each.service, id), terminal);
    if (answer.code !== 'no-rollout') return answer;
  }
  if (list.tone === 'refused') return list;
  const text = `No service has a rollout ${id}. serin status --json lists the newest rollout of each.`;
  return { ...list, tone: 'refused', code: 'no-rollout', text, services: null };
}
