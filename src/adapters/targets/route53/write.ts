import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Clock } from '../../../ports/clock.ts';
import { type Api, errorCode } from '../../shared/fault.ts';
import { createOneAtATime } from '../one-at-a-time.ts';
import { readMessages } from './messages.ts';

/** The permanent errors of Route 53 with their remedies, and the permissions that its calls need. */
export const route53Api: Api = {
  name: 'Route 53',
  permanent: {
    NoSuchHostedZone: 'Check `zone` in serin.yml, and whether the zone was deleted.',
    NoSuchHealthCheck:
      'A health check that the record names was deleted: take it off the record in Route 53, or give the record one that exists.',
    InvalidChangeBatch: 'Compare the records with the baseline in the thread and correct them by hand.',
    InvalidInput: 'Compare the records with the baseline in the thread and correct them by hand.',
  },
  needs: 'route53:ListResourceRecordSets, route53:ChangeResourceRecordSets and route53:GetChange',
};

/** Errors that pass by themselves: another change of the zone is being taken, or there were too many calls. */
const BUSY = new Set(['PriorRequestNotComplete', 'Throttling', 'ThrottlingException']);

/** Waits between tries, in milliseconds, on top of the SDK's own; together well under the time a function has. */
const PAUSES = [500, 1_000, 2_000, 4_000];

/** Sends one change batch to a zone and returns the id of the change. */
export type WriteZone = (zone: string, changes: readonly Change[]) => Promise<string | null>;

/**
 * Writes change batches, one at a time per zone, as Route 53 demands. The zone is free between two tries, so that a rollback does
 * not wait behind a waiting shift.
 */
export function createZoneWriter(client: Route53Client, clock: Clock): WriteZone {
  const oneAtATime = createOneAtATime();
  const send = async (zone: string, changes: readonly Change[]): Promise<string | null> => {
    const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes: [...changes] } });
    readMessages(command);
    const { ChangeInfo: info } = await client.send(command);
    return info?.Id ?? null;
  };
  return async (zone, changes) => {
    for (const pause of PAUSES) {
      try {
        return await oneAtATime(zone, () => send(zone, changes));
      } catch (error) {
        if (!BUSY.has(errorCode(error))) throw error;
        await clock.wait(pause);
      }
    }
    return oneAtATime(zone, () => send(zone, changes));
  };
}

/** Route 53's words for a DELETE or CREATE that does not fit the records as they are. */
const MISMATCH = /do not match the current values|was not found|already exists/;

/** True when a batch was refused because the records are not as it expects them. */
export function isMismatch(error: unknown): boolean {
  return errorCode(error) === 'InvalidChangeBatch' && MISMATCH.test(errorMessages(error));
}

/** True when all name servers have a change. */
export async function isInSync(client: Route53Client, change: string): Promise<boolean> {
  try {
    const { ChangeInfo: info } = await client.send(new GetChangeCommand({ Id: change }));
    return info?.Status === 'INSYNC';
  } catch (error) {
    // Route 53 forgets changes that were in sync long ago.
    if (errorCode(error) === 'NoSuchChange') return true;
    throw error;
  }
}

function errorMessages(error: unknown): string {
  const { message, messages = [] } = error as { message: string; messages?: readonly string[] };
  return [message, ...messages].join(' ');
}
