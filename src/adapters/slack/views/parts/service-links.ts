import type { Rollout } from '../../../../domain/rollout/record.ts';
import type { ServiceLinks } from '../../../../domain/service.ts';
import { link } from './mrkdwn.ts';

const names: Readonly<Record<keyof ServiceLinks, string>> = {
  runbook: 'Runbook',
  dashboard: 'Dashboard',
  logs: 'Logs',
};

/** Returns links to the pages of a rollout's service, as mrkdwn; empty where it has none. */
export function serviceLinks({ config: { links = {} } }: Pick<Rollout, 'config'>): string {
  return (Object.keys(names) as (keyof ServiceLinks)[])
    .flatMap((page) => (links[page] === undefined ? [] : [link(links[page], names[page])]))
    .join(' · ');
}
